/// A range of a text that is a secret.
package struct SecretSpan: Equatable, Sendable {
    /// How a secret was recognized, the least certain first.
    package enum Basis: Int, Sendable, Comparable {
        /// The form of the text alone.
        case form
        /// The name of the field, which does not tell more than that.
        case field
        /// The text is known to be a secret.
        case known
        /// The name of the field, which tells what it is.
        case name

        /// Returns whether a label of the second basis is more precise.
        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package var range: Range<Int>
    package var label: RedactionLabel
    package var basis: Basis
    /// Whether it is part of an address, which should remain one.
    package var isInAddress = false

    /// Returns spans in the order of the text; those that overlap become one.
    static func merged(_ spans: [SecretSpan]) -> [SecretSpan] {
        var result: [SecretSpan] = []
        for span in spans.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard let last = result.last, span.range.lowerBound < last.range.upperBound else {
                result.append(span)
                continue
            }
            var union = last.basis < span.basis ? span : last
            union.range = last.range.lowerBound..<max(last.range.upperBound, span.range.upperBound)
            union.isInAddress = last.isInAddress || span.isInAddress
            result[result.count - 1] = union
        }
        return result
    }
}
