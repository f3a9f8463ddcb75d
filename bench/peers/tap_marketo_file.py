"""Lets Singer's tap-marketo sync leads from one finished export: its own code from the request of the file to the Singer
records on standard output. The last line of standard error is JSON: rows, seconds, and CPU-seconds of this process.

usage: tap_marketo_file.py BASE_URL CLIENT_ID CLIENT_SECRET EXPORT_ID FIELD,FIELD…
"""

import json
import sys
import time
from datetime import datetime, timedelta, timezone

from singer import metadata
from tap_marketo.client import Client
from tap_marketo.discover import discover_leads
from tap_marketo.sync import sync_leads

base_url, client_id, client_secret, given_export, names = sys.argv[1:]


class LocalClient(Client):
    """The tap knows only hosts of mktorest.com, and would make an export of its own."""

    _use_corona = True
    use_corona = True

    def get_url(self, url):
        return f"{base_url}/{url}"

    def create_export(self, stream_type, fields, query):
        return given_export


client = LocalClient("123-ABC-456", client_id, client_secret, poll_interval=0.1)
stream = discover_leads(client)
properties = stream["schema"]["properties"]
stream["schema"]["properties"] = {name: properties[name] for name in names.split(",")}
mdata = metadata.to_map(stream["metadata"])
for name in stream["schema"]["properties"]:
    mdata = metadata.write(mdata, ("properties", name), "selected", True)
stream["metadata"] = metadata.to_list(mdata)
yesterday = (datetime.now(timezone.utc) - timedelta(days=1)).isoformat()
state = {"bookmarks": {"leads": {"updatedAt": yesterday, "createdAt": yesterday}}}

cpu = time.process_time()
started = time.perf_counter()
_, count = sync_leads(client, state, stream, {})
seconds = time.perf_counter() - started
print(json.dumps({"rows": count, "seconds": seconds, "cpuSeconds": time.process_time() - cpu}), file=sys.stderr)
