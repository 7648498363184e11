/// A number literal of any length, kept without rounding.
struct ExactNumber: Sendable, Equatable {
    private let isNegative: Bool
    /// The significant digits, 0 to 9, without leading zeros.
    private let digits: [UInt8]
    /// The number of digits after the decimal point, trailing zeros not counted.
    private let scale: Int

    /// Parses a number in the syntax of the language; nil for any other text.
    init?(_ text: some StringProtocol) {
        var bytes = ArraySlice(Array(text.utf8))
        let hasSign = bytes.first == UInt8(ascii: "-")
        if hasSign { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !parts.contains(where: { $0.isEmpty || !$0.allSatisfy(isDigit) }) else {
            return nil
        }
        var fraction = parts.count == 2 ? parts[1] : []
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        digits = (whole + fraction).drop { $0 == UInt8(ascii: "0") }.map { $0 - UInt8(ascii: "0") }
        scale = fraction.count
        isNegative = hasSign && !digits.isEmpty
    }

    /// Returns the number in units of a column with the given number of fraction digits.
    func threshold(scale columnScale: Int) -> Threshold {
        let dropped = max(0, scale - columnScale)
        var kept = digits.dropLast(dropped)
        kept.append(contentsOf: repeatElement(0, count: max(0, columnScale - scale)))
        if kept.count > 38 {
            return Threshold(floor: isNegative ? .min : .max, isExact: false)
        }
        var magnitude: Int128 = 0
        for digit in kept { magnitude = magnitude * 10 + Int128(digit) }
        if dropped == 0 { return Threshold(floor: isNegative ? -magnitude : magnitude, isExact: true) }
        return Threshold(floor: isNegative ? -magnitude - 1 : magnitude, isExact: false)
    }
}

/// A point on the axis of a column's units: a unit, or a point between a unit and the next.
struct Threshold: Sendable, Equatable {
    /// The greatest unit that is not beyond the point.
    var floor: Int128
    /// Whether the point is that unit itself.
    var isExact: Bool

    /// Returns the point of a unit itself.
    static func exactly(_ unit: some BinaryInteger) -> Threshold {
        Threshold(floor: Int128(clamping: unit), isExact: true)
    }

    /// Returns the units that satisfy a comparison with the point; nil if none does, or for `!=`, which is not an
    /// interval.
    func interval(_ comparison: ComparisonOperator) -> (first: Int128, last: Int128)? {
        // Below a point between two units are all units up to its floor; below a unit, all up to the one before it.
        let lastBelow = isExact ? predecessor(floor) : floor
        let firstAbove = successor(floor)
        switch comparison {
        case .equal: return isExact ? (floor, floor) : nil
        case .notEqual: return nil
        case .less: return lastBelow.map { (.min, $0) }
        case .lessOrEqual: return (.min, floor)
        case .greater: return firstAbove.map { ($0, .max) }
        case .greaterOrEqual: return (isExact ? floor : firstAbove).map { ($0, .max) }
        }
    }

    private func predecessor(_ unit: Int128) -> Int128? { unit == .min ? nil : unit - 1 }

    private func successor(_ unit: Int128) -> Int128? { unit == .max ? nil : unit + 1 }
}
