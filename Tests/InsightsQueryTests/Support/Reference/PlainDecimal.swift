/// A decimal number as its digits, with the arithmetic of school: as long as need be, and slow.
struct PlainDecimal: Hashable, Comparable, CustomStringConvertible {
    private(set) var isNegative: Bool
    /// The digits before the point, without zeros in front.
    private(set) var whole: [UInt8]
    /// The digits after the point, without zeros at the end.
    private(set) var fraction: [UInt8]

    static let zero = PlainDecimal(isNegative: false, whole: [], fraction: [])

    init(_ number: Int) {
        self.init(
            isNegative: number < 0, whole: String(number.magnitude).utf8.map { $0 - UInt8(ascii: "0") }, fraction: [])
    }

    /// Reads digits with an optional minus sign and an optional point between digits.
    init?(_ text: String) {
        var rest = Array(text.utf8)
        let hasSign = rest.first == UInt8(ascii: "-")
        if hasSign { rest.removeFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2 else { return nil }
        for part in parts where part.isEmpty || part.contains(where: { !(48...57).contains($0) }) { return nil }
        self.init(
            isNegative: hasSign, whole: parts[0].map { $0 - 48 },
            fraction: parts.count == 2 ? parts[1].map { $0 - 48 } : [])
    }

    private init(isNegative: Bool, whole: [UInt8], fraction: [UInt8]) {
        self.whole = Array(whole.drop { $0 == 0 })
        self.fraction = fraction
        while self.fraction.last == 0 { self.fraction.removeLast() }
        self.isNegative = isNegative && !(self.whole.isEmpty && self.fraction.isEmpty)
    }

    var description: String {
        func text(_ digits: [UInt8]) -> String { String(decoding: digits.map { $0 + 48 }, as: UTF8.self) }
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : text(whole))
            + (fraction.isEmpty ? "" : "." + text(fraction))
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? isSmaller(right, left) : isSmaller(left, right)
    }

    static func + (left: Self, right: Self) -> Self {
        let behind = max(left.fraction.count, right.fraction.count)
        let before = max(left.whole.count, right.whole.count) + 1
        var first = left.digits(before, behind)
        var second = right.digits(before, behind)
        var isNegative = left.isNegative
        var sum: [UInt8] = []
        var carry = 0
        if left.isNegative == right.isNegative {
            for place in first.indices.reversed() {
                let digit = Int(first[place]) + Int(second[place]) + carry
                sum.append(UInt8(digit % 10))
                carry = digit / 10
            }
        } else {
            if isSmaller(left, right) {
                swap(&first, &second)
                isNegative = right.isNegative
            }
            for place in first.indices.reversed() {
                let digit = Int(first[place]) - Int(second[place]) - carry
                sum.append(UInt8((digit + 10) % 10))
                carry = digit < 0 ? 1 : 0
            }
        }
        sum.reverse()
        return PlainDecimal(
            isNegative: isNegative, whole: Array(sum.prefix(before)), fraction: Array(sum.dropFirst(before)))
    }

    /// Compares without signs.
    private static func isSmaller(_ left: Self, _ right: Self) -> Bool {
        if left.whole.count != right.whole.count { return left.whole.count < right.whole.count }
        return (left.whole + left.fraction).lexicographicallyPrecedes(right.whole + right.fraction)
    }

    /// Returns all digits, with zeros up to the given places before and after the point.
    func digits(_ before: Int, _ behind: Int) -> [UInt8] {
        Array(repeating: 0, count: before - whole.count) + whole + fraction
            + Array(repeating: 0, count: behind - fraction.count)
    }
}
