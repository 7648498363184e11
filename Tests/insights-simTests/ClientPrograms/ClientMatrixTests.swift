import Foundation
import Testing

/// Real clients, and the programs of docs/how-to/clients.md, against the simulator.
///
/// What is missing on the machine is printed, and its suite reported as skipped. With `INSIGHTS_UPDATE_DOCS=1` the
/// table's rows are written instead of compared.
@Suite("Clients", .mayBlock)
struct ClientMatrixTests {
    @Suite("curl", .enabled("curl or jq is missing: see NOT CHECKED") { ClientRuntime.bash.isReady })
    struct Curl {
        @Test(arguments: MatrixClient.all(.bash))
        func row(_ client: MatrixClient) throws { try ClientMatrixTests.check(client) }

        @Test(arguments: try ClientMatrixTests.programs(.bash))
        func program(_ program: ClientsPage.SampleProgram) throws { try ClientMatrixTests.check(program) }
    }

    @Suite("Python", .enabled("the libraries cannot be installed: see NOT CHECKED") { ClientRuntime.python.isReady })
    struct Python {
        @Test(arguments: MatrixClient.all(.python))
        func row(_ client: MatrixClient) throws { try ClientMatrixTests.check(client) }

        @Test(arguments: try ClientMatrixTests.programs(.python))
        func program(_ program: ClientsPage.SampleProgram) throws { try ClientMatrixTests.check(program) }
    }

    @Suite("Node", .enabled("there is no Node: see NOT CHECKED") { ClientRuntime.node.isReady })
    struct Node {
        @Test(arguments: MatrixClient.all(.node))
        func row(_ client: MatrixClient) throws { try ClientMatrixTests.check(client) }

        @Test(arguments: try ClientMatrixTests.programs(.node))
        func program(_ program: ClientsPage.SampleProgram) throws { try ClientMatrixTests.check(program) }
    }

    @Suite("Java", .enabled("there is no JDK: see NOT CHECKED") { ClientRuntime.java.isReady })
    struct Java {
        @Test(arguments: MatrixClient.all(.java))
        func row(_ client: MatrixClient) throws { try ClientMatrixTests.check(client) }

        @Test(arguments: try ClientMatrixTests.programs(.java))
        func program(_ program: ClientsPage.SampleProgram) throws { try ClientMatrixTests.check(program) }
    }

    @Suite("Foundation", .enabled("there is no Swift compiler: see NOT CHECKED") { ClientRuntime.swift.isReady })
    struct Swift {
        @Test(arguments: MatrixClient.all(.swift))
        func row(_ client: MatrixClient) throws { try ClientMatrixTests.check(client) }

        @Test(arguments: try ClientMatrixTests.programs(.swift))
        func program(_ program: ClientsPage.SampleProgram) throws { try ClientMatrixTests.check(program) }
    }

    @Test("The table has a row for each client, and the tests run each block of the page except the marked ones")
    func whole() throws {
        let page = try ClientsPage()
        if !Self.updates { #expect(try page.rows().map(ClientsPage.client(ofRow:)) == MatrixClient.all.map(\.title)) }
        #expect(try page.programs().count + 2 == page.blockCount)
    }

    // MARK: Steps of every suite

    private static let updates = ProcessInfo.processInfo.environment["INSIGHTS_UPDATE_DOCS"] == "1"

    private static func programs(_ runtime: ClientRuntime) throws -> [ClientsPage.SampleProgram] {
        try ClientsPage().programs().filter { $0.runtime == runtime }
    }

    private static func check(_ client: MatrixClient) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try ClientHarness.run(
            client.runtime, "\(Tool.repository)/Tests/ClientPrograms/\(client.file)", client.arguments, in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let row = client.row(outcome.output)
        if updates { return try ClientsPage.write(row: row, order: MatrixClient.all.map(\.title)) }
        #expect(try ClientsPage().rows().contains(row), "docs/how-to/clients.md should say: \(row)")
    }

    private static func check(_ program: ClientsPage.SampleProgram) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try program.text.write(toFile: folder.path(program.name), atomically: true, encoding: .utf8)
        let outcome = try ClientHarness.run(program.runtime, program.name, in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        for dataset in ["ISVCustomer", "ISVMarketplaceInsights", "ISVUsage", "ISVOrder"] {
            #expect(outcome.output.contains(dataset), "\(outcome.output)\(outcome.errors)")
        }
    }
}
