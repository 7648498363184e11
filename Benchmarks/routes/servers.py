"""The servers that are measured: builds of the simulator, and nginx with fixed bodies."""

import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.parse

import traffic

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def wait_until(condition, what, seconds=10):
    """Waits for a condition, at most a number of seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise traffic.Refused(f"{what} did not start within {seconds} s")
        time.sleep(0.01)


class Simulator:
    """A running build of insights-sim."""

    def __init__(self, binary, folder, name, arguments=(), patience=10):
        self.name = name
        ready = pathlib.Path(folder, f"{name}.ready.json")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("INSIGHTS_")}
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--seed", "1", "--ready-file", ready, *arguments], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: ready.exists() or self.process.poll() is not None, name, patience)
        self.ready = json.loads(ready.read_text())
        self.url = self.ready["url"]

    @property
    def processes(self):
        """The processes that answer."""
        return [self.process.pid]

    def send(self, method, path, body=None, token=None, fields=None, expected=(200,)):
        """Sends one request; returns the response's body."""
        parts = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        try:
            fields = dict(fields or {})
            if token:
                fields["Authorization"] = f"Bearer {token}"
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
                fields.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, fields)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        if response.status not in expected:
            raise traffic.Refused(f"{method} {path}: {response.status} {data[:300]}")
        return data

    def size(self, call):
        """Sends a call once; returns the length of the response's body."""
        body = None if call.body == "-" else call.body
        token = None if call.token == "-" else call.token
        return len(self.send(call.method, call.path, body, token, {"Content-Type": "application/json"} if body else {}))

    def stop(self):
        """Ends the server."""
        self.process.terminate()
        self.process.wait()


class Nginx:
    """nginx with one worker: a file for each GET, a fixed answer for each write, all of given sizes."""

    def __init__(self, folder, sizes):
        self.name = "nginx"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        folder = pathlib.Path(folder, "nginx")
        folder.mkdir(mode=0o755)
        folder.parent.chmod(0o711)
        locations = []
        for name, (method, size) in sizes.items():
            if method == "GET":
                (folder / name).write_bytes(b"x" * size)
                locations.append(f"location = /{name} {{ root {folder}; }}")
            else:
                # A longer text would not fit into nginx's parameter.
                locations.append(f'location = /{name} {{ return 200 "{"x" * min(size, 4000)}"; }}')
        configuration = folder / "nginx.conf"
        configuration.write_text(f"""
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    default_type application/json;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    open_file_cache max=1000;
    server {{ listen 127.0.0.1:{port}; {" ".join(locations)} }}
}}
""")
        self.process = subprocess.Popen(
            [NGINX, "-c", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: (folder / "nginx.pid").exists() and self.answers(next(iter(sizes))), "nginx")

    def answers(self, name):
        """Returns whether nginx answers."""
        parts = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
        try:
            connection.request("GET", f"/{name}")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def processes(self):
        """The worker and its parent."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def stop(self):
        """Ends the server."""
        self.process.terminate()
        self.process.wait()
