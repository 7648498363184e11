import Testing

@testable import insights_sim

@Suite("exec: the configuration files of clients")
struct ClientConfigurationTests {
    private static func configuration(
        bundle: String = "/t/ca.pem", emptyFolder: String? = "/t/none"
    )
        -> ClientConfiguration
    {
        ClientConfiguration(
            trust: ClientEnvironment.Trust(bundle: bundle, emptyFolder: emptyFolder, javaStore: "/t/trust.jks"),
            proxy: "http://127.0.0.1:8080")
    }

    private static let ours = """

        use_proxy = on
        https_proxy = http://127.0.0.1:8080
        http_proxy = http://127.0.0.1:8080
        ca_certificate = /t/ca.pem

        """

    @Test("The lines for wget follow the user's own", arguments: ["", "tries = 3", "use_proxy = off\n", "\u{FF}"])
    func wget(_ own: String) {
        let bytes = Array(own.utf8)
        #expect(
            Self.configuration().wgetrc(after: bytes)
                == bytes + Array((Self.ours + "ca_directory = /t/none\n").utf8))
        #expect(Self.configuration(emptyFolder: nil).wgetrc(after: bytes) == bytes + Array(Self.ours.utf8))
    }

    @Test(
        "PHP reads the path as it is",
        arguments: [
            ("/t/ca.pem", "/t/ca.pem"), ("/a b/ca.pem", "/a b/ca.pem"), (#"/a"\$/ca.pem"#, #"/a\"\\\$/ca.pem"#),
        ])
    func php(_ path: String, _ written: String) {
        #expect(
            Self.configuration(bundle: path).phpSettings
                == "curl.cainfo = \"\(written)\"\nopenssl.cafile = \"\(written)\"\n")
    }
}
