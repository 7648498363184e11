import Foundation
import Testing

/// The checks of the fuzzer, on inputs from its corpora: the same in every run.
@Suite("Mutated inputs")
struct MutationTests {
    struct Target: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let check: @Sendable ([UInt8]) throws -> Void

        static let all = [
            Target(testDescription: "query", check: QueryCheck.check),
            Target(testDescription: "binder", check: BinderCheck.check),
            Target(testDescription: "table", check: TableCheck.check),
            Target(testDescription: "json", check: JSONCheck.check),
            Target(testDescription: "http", check: HTTPCheck.check),
            Target(testDescription: "forwarded", check: ForwardedCheck.check),
            Target(testDescription: "connection", check: ConnectionCheck.check),
            Target(testDescription: "tls", check: TLSCheck.check),
            Target(testDescription: "token", check: TokenRequestCheck.check),
            Target(testDescription: "jwt", check: JWTCheck.check),
            Target(testDescription: "fixtures", check: FixturesCheck.check),
            Target(testDescription: "contract", check: ContractCheck.check),
        ]

        /// Reads the inputs of the target's corpus, in the order of their names.
        func corpus() throws -> [[UInt8]] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Corpora/\(testDescription)")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            return try names.map { Array(try Data(contentsOf: folder.appending(path: $0))) }
        }
    }

    @Test("Every promise holds for every mutated input", arguments: Target.all)
    func promises(_ target: Target) throws {
        let corpus = try target.corpus()
        try #require(corpus.count >= 10)
        var mutator = Mutator(seed: 1, corpus: corpus)
        var inputs = corpus
        for _ in 0..<3000 { inputs.append(mutator.input()) }
        var violations = 0
        for input in inputs where violations < 5 {
            do {
                try target.check(input)
            } catch {
                violations += 1
                Issue.record("\(error): \(String(decoding: input, as: UTF8.self).debugDescription)")
            }
        }
    }
}

/// Makes inputs of other inputs.
struct Mutator {
    private var state: UInt64
    private let corpus: [[UInt8]]
    private static let spice: [[UInt8]] =
        Array("\",'\n\r\t\0\\{}[]():;=<>!%_-.0eE/ ").map { Array(String($0).utf8) }
        + ["''", "\r\n", "\u{FEFF}", "ß", "İ", "e\u{301}", "😀", "‘", "\u{2028}", "\u{85}"].map { Array($0.utf8) }
        + [[0x7f], [0x80], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff]]

    init(seed: UInt64, corpus: [[UInt8]]) {
        state = seed
        self.corpus = corpus
    }

    /// Returns the next input: one of the corpus with bytes replaced, removed, doubled, cut off, or taken from another.
    mutating func input() -> [UInt8] {
        var bytes = corpus[below(corpus.count)]
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            let end = min(bytes.count, place + below(12))
            switch below(7) {
            case 0: bytes.replaceSubrange(place..<end, with: Self.spice[below(Self.spice.count)])
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: Self.spice[below(Self.spice.count)], at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.removeLast(bytes.count - end)
            case 5:
                let other = corpus[below(corpus.count)]
                bytes.replaceSubrange(place..., with: other[below(other.count + 1)...])
            default: if place < bytes.count { bytes[place] ^= 1 << UInt8(below(8)) }
            }
        }
        return bytes
    }

    private mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
