import Testing

/// One row of the matrix in docs/how-to/clients.md.
struct MatrixClient: CustomTestStringConvertible, Sendable {
    /// How it reaches the simulator.
    enum Way: String {
        case proxy, address
    }

    let title: String
    let way: Way
    let runtime: ClientRuntime
    let file: String
    let arguments: [String]

    private init(_ title: String, _ way: Way, _ runtime: ClientRuntime, _ file: String, _ arguments: String...) {
        self.title = title
        self.way = way
        self.runtime = runtime
        self.file = file
        self.arguments = arguments
    }

    var testDescription: String { title }

    /// Creates the client for one way in which a Python library signs in.
    private static func python(_ library: String, _ what: String, _ name: String) -> MatrixClient {
        MatrixClient("\(PythonLibraries.pinned(library)), \(what)", .proxy, .python, "matrix.py", name)
    }

    /// Every row, in the table's order.
    static let all: [MatrixClient] = [
        MatrixClient("curl, the documents' commands", .proxy, .bash, "curl.sh"),
        python("msal", "secret", "msal-secret"),
        python("msal", "user and password", "msal-password"),
        python("azure-identity", "ClientSecretCredential", "azure-secret"),
        python("azure-identity", "EnvironmentCredential", "azure-environment"),
        python("azure-identity", "UsernamePasswordCredential", "azure-password"),
        python("adal", "secret", "adal-secret"),
        python("adal", "user and password", "adal-password"),
        python("requests-oauthlib", "secret", "oauthlib-secret"),
        python("requests-oauthlib", "user and password", "oauthlib-password"),
        python("Authlib", "secret, v1", "authlib-secret"),
        python("Authlib", "user and password, v1", "authlib-password"),
        python("requests", "secret", "requests-secret"),
        python("requests", "user and password", "requests-password"),
        MatrixClient("Node, fetch", .address, .node, "node.mjs", "fetch"),
        MatrixClient("Node, https", .proxy, .node, "node.mjs", "https"),
        MatrixClient("Java, HttpClient", .proxy, .java, "Client.java"),
        MatrixClient("Swift, URLSession", .address, .swift, "client.swift"),
    ]

    static func all(_ runtime: ClientRuntime) -> [MatrixClient] { all.filter { $0.runtime == runtime } }

    /// Returns the row for a program's output, which has one line per completed step: its name and a cell.
    func row(_ output: String) -> String {
        var cells: [Substring: Substring] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { cells[parts[0]] = parts[1] }
        }
        let steps = ["token", "workflow", "expired", "refresh", "secret"].map { cells[$0] ?? "**no**" }
        return "| \(title) | \(way) | \(steps.joined(separator: " | ")) |"
    }
}
