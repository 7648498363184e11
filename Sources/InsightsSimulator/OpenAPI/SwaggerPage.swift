import InsightsJSON

/// The HTML page that lists the operations of an OpenAPI document; it loads no external resources.
struct SwaggerPage {
    let document: JSONValue

    var html: String {
        let title = Self.escaped(document["info"]?["title"]?.string ?? "")
        let rows = (document["paths"]?.object?.members ?? []).flatMap { path in
            (path.value.object?.members ?? []).map { method in
                let name = method.key.uppercased()
                return "<tr><td><b>\(name)</b></td><td><code>\(Self.escaped(path.key))</code></td>"
                    + "<td>\(Self.escaped(method.value["summary"]?.string ?? ""))</td>"
                    + "<td>\(statuses(of: method.value))</td></tr>"
            }
        }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <style>body{font-family:sans-serif;margin:2em}td,th{padding:.2em 1em .2em 0;text-align:left;\
            vertical-align:top}</style></head><body>
            <h1>\(title)</h1>
            <p>\(Self.escaped(document["info"]?["description"]?.string ?? ""))</p>
            <p>The whole description, with fields, parameters and messages, is the OpenAPI document
            <a href="v1/swagger.json">v1/swagger.json</a>.</p>
            <table><tr><th>Method</th><th>Path</th><th>Does</th><th>Answers</th></tr>
            \(rows.joined(separator: "\n"))
            </table></body></html>

            """
    }

    private func statuses(of operation: JSONValue) -> String {
        (operation["responses"]?.object?.keys ?? []).map(Self.escaped).joined(separator: ", ")
    }

    private static func escaped(_ text: String) -> String {
        text.map { ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;"][$0] ?? String($0) }.joined()
    }
}
