import InsightsTime
import Testing

@testable import InsightsQuery

@Suite("Case folding")
struct CaseFoldingTests {
    @Test("Every letter folds to one scalar, the same as its upper and lower case, and folding is idempotent")
    func allScalars() {
        func one(_ text: String) -> Unicode.Scalar? {
            text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
        }
        func fold(_ scalar: Unicode.Scalar) -> [UInt8] { CaseFolding.fold(String(scalar)) }
        var faults: [String] = []
        // No letter lies beyond the first two planes.
        for value in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value), scalar != "ı" else { continue }
            let folded = fold(scalar)
            let isFinal = CaseFolding.fold(String(decoding: folded, as: UTF8.self)) == folded
            let forms = [scalar.properties.uppercaseMapping, scalar.properties.lowercaseMapping].compactMap(one)
            let isShared = forms.allSatisfy { fold($0) == folded }
            let isOne = String(decoding: folded, as: UTF8.self).unicodeScalars.count == 1
            if !isFinal || !isShared || !isOne { faults.append(String(value, radix: 16)) }
        }
        #expect(faults == [])
    }
}
