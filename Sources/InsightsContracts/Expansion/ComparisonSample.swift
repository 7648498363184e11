/// An operator of the query language that compares a column, with a condition that uses it.
///
/// In the condition `${column}`, `${literal}`, `${other}` and `${pattern}` are the contract's variables.
struct ComparisonSample {
    /// The name in the names of cases.
    let name: String
    /// The operator as queries write it.
    let sign: String
    /// The right side.
    private let operand: String

    /// The condition.
    var condition: String { "${column} \(sign) \(operand)" }

    /// All operators.
    static let all = [
        ComparisonSample(name: "equal", sign: "=", operand: "${literal}"),
        ComparisonSample(name: "not-equal", sign: "!=", operand: "${literal}"),
        ComparisonSample(name: "less", sign: "<", operand: "${literal}"),
        ComparisonSample(name: "less-or-equal", sign: "<=", operand: "${literal}"),
        ComparisonSample(name: "greater", sign: ">", operand: "${literal}"),
        ComparisonSample(name: "greater-or-equal", sign: ">=", operand: "${literal}"),
        ComparisonSample(name: "like", sign: "LIKE", operand: "${pattern}"),
        ComparisonSample(name: "not-like", sign: "NOT LIKE", operand: "${pattern}"),
        ComparisonSample(name: "in", sign: "IN", operand: "(${literal}, ${other})"),
        ComparisonSample(name: "not-in", sign: "NOT IN", operand: "(${literal}, ${other})"),
    ]
}
