"""The command `graphkit`: verbs that parse, call one library function and print.

Exit codes: 0 done, 1 a GraphkitError or a full disk (one line on stderr), 2 wrong arguments, 3 the check found
problems, 130 interrupted, 143 terminated.
"""

# The order is that of the verbs in the help.
from graphkit.cli import starting as starting  # isort: skip
from graphkit.cli import building as building  # isort: skip
from graphkit.cli import asking as asking  # isort: skip
from graphkit.cli import keeping as keeping  # isort: skip
from graphkit.cli import exchanging as exchanging  # isort: skip
from graphkit.cli import merging as merging  # isort: skip
from graphkit.cli import analysing as analysing  # isort: skip
from graphkit.cli import bridging as bridging  # isort: skip
from graphkit.cli import viewing as viewing  # isort: skip
from graphkit.cli import serving as serving  # isort: skip
from graphkit.cli import reviewing as reviewing  # isort: skip
from graphkit.cli import examining as examining  # isort: skip
from graphkit.cli.app import app, main

__all__ = ["app", "main"]
