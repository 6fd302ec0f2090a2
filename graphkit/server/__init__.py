"""The graph on the web: a SPARQL 1.1 Protocol endpoint that only reads, and pages for people.

A server takes requests and knows no graph; workers that can be killed know the graph and take no requests.
Starlette and uvicorn are needed by `app` and `serving` alone, and are imported when these are.
"""
