/// A non-negative decimal number with four fraction digits, computed exactly.
struct Amount: Comparable, CustomStringConvertible {
    /// The value in ten-thousandths.
    let tenThousandths: Int

    /// Creates an integer amount.
    init(_ whole: Int) {
        tenThousandths = whole * 10_000
    }

    /// Creates a number from ten-thousandths.
    init(tenThousandths: Int) {
        self.tenThousandths = tenThousandths
    }

    /// Creates a number from hundredths.
    init(hundredths: Int) {
        tenThousandths = hundredths * 100
    }

    static let zero = Amount(0)

    /// Returns the product, rounded half up to four fraction digits.
    static func * (left: Amount, right: Amount) -> Amount {
        Amount(tenThousandths: (left.tenThousandths * right.tenThousandths + 5000) / 10_000)
    }

    /// Returns an integer multiple.
    static func * (left: Amount, right: Int) -> Amount {
        Amount(tenThousandths: left.tenThousandths * right)
    }

    static func + (left: Amount, right: Amount) -> Amount {
        Amount(tenThousandths: left.tenThousandths + right.tenThousandths)
    }

    static func < (left: Amount, right: Amount) -> Bool {
        left.tenThousandths < right.tenThousandths
    }

    /// Returns the number reduced by a percentage.
    func reduced(byPercent percent: Int) -> Amount {
        self * Amount(hundredths: 100 - percent)
    }

    /// The number rounded half up to two fraction digits, as money is billed.
    var roundedToCents: Amount {
        Amount(hundredths: (tenThousandths + 50) / 100)
    }

    /// The number with as many of its four fraction digits as necessary, but at least two.
    var description: String {
        let fraction = tenThousandths % 10_000
        var digits = String(10_000 + fraction).dropFirst()
        while digits.count > 2 && digits.last == "0" { digits.removeLast() }
        return "\(tenThousandths / 10_000).\(digits)"
    }
}
