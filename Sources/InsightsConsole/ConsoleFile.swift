import CConsole
import InsightsRandomness

/// A file of the console, as a browser gets it.
struct ConsoleFile: Sendable {
    let name: String
    let bytes: [UInt8]
    /// The tag by which a browser knows whether its copy is the same.
    let tag: String

    /// All files, by name.
    static let all: [String: ConsoleFile] = {
        let files = (0..<cconsole_file_count()).map { index in
            let file = cconsole_file_at(index)
            return ConsoleFile(
                name: String(cString: file.name),
                bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
        }
        return Dictionary(files.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()

    /// Returns the page for an address that has `folders` above it; its files are found from there.
    ///
    /// The paths stay relative, so a proxy may put its own before them.
    static func page(below folders: Int) -> ConsoleFile {
        let page = all["index.html"].map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        let root = String(repeating: "../", count: folders) + ConsoleEndpoint.path.dropFirst()
        let text = ["icon.svg", "console.css", "app.js", "#/home"].reduce(page) { text, name in
            text.replacing("=\"\(name)\"", with: "=\"\(root)\(name)\"")
        }
        return ConsoleFile(name: "index.html", bytes: Array(text.utf8))
    }

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        tag = "\"" + Digest.sha256(bytes).prefix(12).map { Self.hexadecimal($0) }.joined() + "\""
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// The type by which a browser accepts the file, which it must not guess.
    var mediaType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "text/javascript; charset=utf-8"
        }
    }
}
