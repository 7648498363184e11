"""Lets the developer tools of Chromium import an HTTP archive, and compares what its network panel then has.

Usage: har_chromium.py ARCHIVE EXCHANGES

EXCHANGES is as for har.py. It needs chromium and the package websocket-client. Chromium runs without a window, in a
profile of its own.
"""
import base64
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import websocket

IMPORT = """(async () => {
    const network = await import('./panels/network/network.js');
    const logs = await import('./models/logs/logs.js');
    const view = network.NetworkPanel.NetworkPanel.instance().networkLogView;
    await view.onLoadFromFile(new File([%s], 'archive.har'));
    const found = [];
    for (const request of logs.NetworkLog.NetworkLog.instance().requests()) {
        const content = await request.requestContentData();
        found.push({
            method: request.requestMethod, url: request.url(), status: request.statusCode,
            isText: Boolean(content.isTextContent),
            content: content.isTextContent ? content.text : content.base64 ?? null,
        });
    }
    return JSON.stringify(found);
})()"""


def evaluate(connection, expression):
    """Returns the value of an expression in the page, once its promise is kept."""
    call = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    connection.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": call}))
    while True:
        message = json.loads(connection.recv())
        if message.get("id") == 1:
            return message["result"]


def fetch(address, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=60) as response:
        return json.load(response)


def imported(archive, profile):
    """Returns the requests that the network panel has after the import."""
    browser = subprocess.Popen(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
         "--remote-allow-origins=*", f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        # It says at which address it can be debugged.
        line = next(line for line in browser.stderr if "DevTools listening on" in line)
        host = urllib.parse.urlsplit(line.split()[-1]).netloc
        page = next(one for one in fetch(f"http://{host}/json") if one["type"] == "page")
        tools = f"http://{host}/devtools/devtools_app.html?ws={host}/devtools/page/{page['id']}&panel=network"
        front = fetch(f"http://{host}/json/new?{urllib.parse.quote(tools, safe='')}", "PUT")
        connection = websocket.create_connection(front["webSocketDebuggerUrl"], timeout=60)
        end = time.monotonic() + 60
        while True:
            result = evaluate(connection, IMPORT % json.dumps(archive))
            # The panel exists some time after its page.
            if isinstance(result["result"].get("value"), str):
                return json.loads(result["result"]["value"])
            if time.monotonic() > end:
                raise SystemExit(f"no import: {result}")
            time.sleep(0.2)
    finally:
        browser.kill()
        browser.wait()


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    exchanges = json.load(open(sys.argv[2]))
    entries = json.loads(text)["log"]["entries"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        found = imported(text, profile)
    failures = [] if len(found) == len(exchanges) else [f"{len(found)} requests of {len(exchanges)}"]
    for number, (one, exchange, entry) in enumerate(zip(found, exchanges, entries)):
        for key in ("method", "url", "status"):
            if key in exchange and one[key] != exchange[key]:
                failures.append(f"{number}: {key}: {one[key]!r}, not {exchange[key]!r}")
        # An archive without the text says why in a comment.
        if "file" in exchange and "text" in entry["response"]["content"]:
            content = (one["content"] or "").encode() if one["isText"] else base64.b64decode(one["content"] or "")
            if content != open(exchange["file"], "rb").read():
                failures.append(f"{number}: another content")
    print("\n".join(failures) or f"{len(found)} entries agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
