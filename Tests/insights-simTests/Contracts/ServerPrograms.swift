import Foundation

/// Small servers in Python: gateways to a simulator, and servers that are wrong.
///
/// Only SIGKILL ends them.
enum ServerPrograms {
    /// Starts a server that accepts connections and never responds.
    static func silent() throws -> RunningTool {
        try start(
            """
            import socket, sys
            server = socket.create_server(("127.0.0.1", 0))
            print(f"http://127.0.0.1:{server.getsockname()[1]}", flush=True)
            kept = []
            while True: kept.append(server.accept())
            """)
    }

    /// Starts a server that grants tokens and never responds to anything else.
    static func silentService() throws -> RunningTool {
        try start(
            """
            import http.server, threading
            class Service(http.server.BaseHTTPRequestHandler):
                def log_message(self, *_): pass
                def do_GET(self): self.send_error(404) if "_sim" in self.path else threading.Event().wait()
                def do_POST(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.end_headers()
                    self.wfile.write(b'{"access_token":"opaque"}')
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
            print(f"http://127.0.0.1:{server.server_port}", flush=True)
            server.serve_forever()
            """)
    }

    /// Starts a gateway that passes requests below a path on to a server, and responds 404 to any other.
    ///
    /// It names `forwardedFor` as the client; no one if that is empty.
    static func gateway(to url: String, path: String, forwardedFor: String = "") throws -> RunningTool {
        try start(
            """
            import http.client, http.server, sys
            upstream, prefix, peer = sys.argv[1].split("//")[1], sys.argv[2], sys.argv[3]
            class Gateway(http.server.BaseHTTPRequestHandler):
                def log_message(self, *_): pass
                def pass_on(self):
                    body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                    if not self.path.startswith(prefix + "/"):
                        return self.send_error(404)
                    connection = http.client.HTTPConnection(upstream)
                    fields = dict(self.headers) | ({"X-Forwarded-For": peer} if peer else {})
                    connection.request(self.command, self.path[len(prefix):], body, fields)
                    response = connection.getresponse()
                    content = response.read()
                    self.send_response_only(response.status)
                    for name, value in response.getheaders():
                        if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                            self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                do_GET = do_POST = do_PUT = do_DELETE = pass_on
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
            print(f"http://127.0.0.1:{server.server_port}" + prefix, flush=True)
            server.serve_forever()
            """, url, path, forwardedFor)
    }

    private static func start(_ program: String, _ arguments: String...) throws -> RunningTool {
        try RunningTool(executable: "/usr/bin/env", ["python3", "-c", program] + arguments)
    }
}
