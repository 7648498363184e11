import InsightsQuery
import InsightsTime

extension Coverage {
    /// Everything that a run of random queries must meet.
    static let features: [String] = {
        let types = ColumnType.allCases.map { "\($0)" }
        var features = types.map { "column \($0)" }
        features += ["unadvertised column", "several datasets", "redacted rows", "spans withheld"]
        features += types.map { "countDistinct of \($0)" }
        features += ["hidden field", "integer", "decimal", "boolean", "string", "nowhere"].map { "sum of \($0)" }
        features += ["none", "date", "month", "datetime", "integer"].map { "time column \($0)" }
        features += ["time column of days that stand for months", "countDistinct of hidden field"]
        features += ["rows none", "rows one", "rows many", "column of nulls", "column without nulls"]
        features += TextPool.special.map { "text: \($0.name)" }
        features += [
            "least and greatest integer", "decimal with 18 fraction digits", "decimal of 18 and more digits",
            "decimals of several scales", "year 1", "year 9999", "leap day", "month end",
            "truth values spelt several ways",
        ]
        let tests = ComparisonOperator.allCases.map(\.rawValue) + ["LIKE", "NOT LIKE", "IN", "NOT IN"]
        for type in types + ["metric"] {
            features += tests.map { "\($0) on \(type)" }
            features += ["ASC", "DESC", "without direction"].map { "ORDER BY \(type) \($0)" }
        }
        features += ["ASC", "DESC", "without direction"].map { "ORDER BY unselected in groups \($0)" }
        features += Timespan.allCases.map { "\($0.rawValue) that cuts" }
        features += [
            "no TIMESPAN that cuts", "window with its end that cuts", "window without its end that cuts",
            "window without begin that cuts", "DISTINCT that removes rows", "implicit DISTINCT that removes rows",
            "DISTINCT with metrics", "a name selected twice", "metrics only", "metrics only, over no rows",
            "metric that is not selected", "null group key", "null order key", "null metric", "metric beyond 64 bits",
            "LIMIT that cuts", "LIMIT of one in many", "LIMIT beyond 64 bits", "limit of the caller that cuts",
            "literal with a quote", "number of more than 38 digits", "number literal on text",
        ]
        return features
    }()
}
