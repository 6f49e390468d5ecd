"""DuckDB beside Trailglass, for benches/browser.rs: reads a request a line, answers with a line of JSON.

    load FOLDER     reads all trail files below it into a table: a column for each field asked for, the record as JSON
    NAME            asks a question of the table
"""
import json
import os
import sys
import time

import duckdb

THREADS = os.cpu_count()
FIELDS = ["eventTime", "eventName", "eventSource", "errorCode", "sourceIPAddress", "requestID"]

QUESTIONS = {
    "equality on two fields": "SELECT count(*) FROM events WHERE eventSource = 's3.amazonaws.com' AND errorCode = 'AccessDenied'",
    "nested path with wildcard": "SELECT count(*) FROM events WHERE record->>'$.userIdentity.sessionContext.sessionIssuer.arn' LIKE '%role/%'",
    "free text": "SELECT count(*) FROM events WHERE contains(record::VARCHAR, 'console.amazonaws.com')",
    "top values of one field": "SELECT sum(n) FROM (SELECT count(*) AS n FROM events WHERE eventName IS NOT NULL GROUP BY eventName ORDER BY n DESC LIMIT 10)",
}


def load(database, folder):
    columns = ", ".join(f"record->>'$.{field}' AS {field}" for field in FIELDS)
    database.execute("DROP TABLE IF EXISTS events")
    database.execute(
        f"CREATE TABLE events AS SELECT {columns}, record FROM (SELECT unnest(Records) AS record FROM "
        f"read_json(?, columns = {{Records: 'JSON[]'}}))",
        [os.path.join(folder, "**", "*.json.gz")],
    )
    return database.execute("SELECT count(*) FROM events").fetchone()[0]


def main():
    database = duckdb.connect()
    database.execute(f"SET threads = {THREADS}")
    print(json.dumps({"version": duckdb.__version__, "threads": THREADS}), flush=True)
    for line in sys.stdin:
        request, _, folder = line.strip().partition("\t")
        start = time.perf_counter()
        if request == "load":
            answer = load(database, folder)
        else:
            answer = int(database.execute(QUESTIONS[request]).fetchone()[0])
        millis = (time.perf_counter() - start) * 1000
        print(json.dumps({"millis": millis, "answer": answer}), flush=True)


main()
