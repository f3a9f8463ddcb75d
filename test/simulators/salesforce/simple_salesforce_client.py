"""simple-salesforce, unmodified, against a simulator that speaks http: an adapter of its own session rewrites https."""

import json
import sys

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceMoreThanOneRecord

host, client_id, client_secret = sys.argv[1:4]


class Plain(HTTPAdapter):
    def send(self, request, **options):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **options)


session = requests.Session()
session.mount("https://", Plain())
# Logging in goes to a host name of its own form, so the token is had by the same form that it sends: Basic.
answer = session.post(
    f"https://{host}/services/oauth2/token",
    data={"grant_type": "client_credentials"},
    auth=(client_id, client_secret),
).json()
sf = Salesforce(instance=host, session_id=answer["access_token"], session=session, version="66.0")

out = {}
made = sf.Task.create({"Subject": "python"})
out["created"] = made["success"]
out["updated"] = sf.Task.update(made["id"], {"Subject": "changed"})
out["read"] = sf.Task.get(made["id"])["Subject"]
out["upserts"] = [sf.Task.upsert("Actions_Sync_Key__c/p-1", {"Subject": "x"}) for _ in range(2)]
out["by_key"] = sf.Task.get_by_custom_id("Actions_Sync_Key__c", "p-1")["Subject"]
out["users"] = len(sf.query_all("SELECT Id FROM User ORDER BY Id")["records"])
out["described"] = sf.Task.describe()["name"]
out["limit"] = sf.limits()["DailyApiRequests"]["Max"]
for _ in range(2):
    sf.Task.create({"Loose__c": "k"})
try:
    sf.Task.get_by_custom_id("Loose__c", "k")
except SalesforceMoreThanOneRecord:
    out["several"] = True
out["deleted"] = sf.Task.delete(made["id"])
print(json.dumps(out))
