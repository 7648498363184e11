import InsightsJSON

#if canImport(Glibc)
    import Glibc
#endif

/// Data that tests of several modules read, in the folder `Tests/Corpora`.
enum Corpus {
    /// Reads a file of Tests/Corpora as JSON.
    static func read(_ name: String, file: StaticString = #filePath) -> JSONValue {
        let tests = "\(file)".split(separator: "/").dropLast(3).joined(separator: "/")
        guard let stream = fopen("/\(tests)/Corpora/\(name)", "rb") else { return .null }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, stream), count > 0 { bytes += piece[..<count] }
        return (try? JSONParser.parse(bytes)) ?? .null
    }
}
