/// The syntax tree of a query, with the location of every part.
package struct SelectStatement: Sendable, Equatable {
    /// Whether the query says DISTINCT.
    package var isDistinct: Bool
    /// The selected names, as spelt.
    package var columns: [Located<String>]
    /// The name after FROM, as spelt.
    package var table: Located<String>
    /// The conditions after WHERE, all of which must hold.
    package var conditions: [Condition]
    /// The items after ORDER BY.
    package var orderings: [Ordering]
    /// The number after LIMIT, reduced to 64 bits if larger; nil without LIMIT.
    package var limit: Located<Int>?
    /// The keyword after TIMESPAN; nil without TIMESPAN.
    package var timespan: Located<Timespan>?

    /// Creates a statement.
    package init(
        isDistinct: Bool = false, columns: [Located<String>], table: Located<String>, conditions: [Condition] = [],
        orderings: [Ordering] = [], limit: Located<Int>? = nil, timespan: Located<Timespan>? = nil
    ) {
        self.isDistinct = isDistinct
        self.columns = columns
        self.table = table
        self.conditions = conditions
        self.orderings = orderings
        self.limit = limit
        self.timespan = timespan
    }

    /// One condition on one column or metric.
    package struct Condition: Sendable, Equatable {
        /// The name, as spelt.
        package var name: Located<String>
        /// The test that its value must pass.
        package var test: Test

        /// Creates a condition.
        package init(name: Located<String>, test: Test) {
            self.name = name
            self.test = test
        }
    }

    /// The test that a condition applies to a value.
    package enum Test: Sendable, Equatable {
        /// A comparison with one literal.
        case comparison(ComparisonOperator, Located<Literal>)
        /// LIKE or NOT LIKE a pattern.
        case like(Located<String>, isNegated: Bool)
        /// IN or NOT IN a list.
        case membership([Located<Literal>], isNegated: Bool)
    }

    /// One item of ORDER BY.
    package struct Ordering: Sendable, Equatable {
        /// The name, as spelt.
        package var name: Located<String>
        /// The direction; nil if none is written.
        package var direction: Direction?

        /// Creates an item.
        package init(name: Located<String>, direction: Direction? = nil) {
            self.name = name
            self.direction = direction
        }
    }

    /// A direction of ORDER BY.
    package enum Direction: String, Sendable {
        /// Least first.
        case ascending = "ASC"
        /// Greatest first; also the default (custom query specification).
        case descending = "DESC"
    }
}

/// A literal value.
package enum Literal: Sendable, Equatable {
    /// A number, as spelt.
    case number(String)
    /// A text, without its quotes and with doubled quotes reduced to one.
    case string(String)
}

/// The comparison operators.
package enum ComparisonOperator: String, Sendable, CaseIterable {
    /// Equal.
    case equal = "="
    /// Not equal.
    case notEqual = "!="
    /// Less.
    case less = "<"
    /// Less or equal.
    case lessOrEqual = "<="
    /// Greater.
    case greater = ">"
    /// Greater or equal.
    case greaterOrEqual = ">="
}
