"""What is wrong with an installation or a graph directory, and the way back. Nothing is changed."""

from graphkit.doctor.findings import Finding, is_sound
from graphkit.doctor.folder import examine_folder
from graphkit.doctor.installation import examine_installation

__all__ = ["Finding", "examine_folder", "examine_installation", "is_sound"]
