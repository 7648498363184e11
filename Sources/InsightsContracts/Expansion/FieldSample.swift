import InsightsAPI
import InsightsJSON

/// Bodies in which one field matters: without it the service would refuse the call, or show another value.
enum FieldSample {
    /// Returns whether an update may change a field.
    static func isChangeable(_ field: String) -> Bool {
        !["QueryId", "ExecuteNow", "QueryStartTime", "QueryEndTime"].contains(field)
    }

    /// Returns the body of an operation with a field.
    static func body(of operation: Operation, with field: String) -> JSONObject {
        var body = OperationSample(operation).body ?? [:]
        if ["ExecuteNow", "QueryStartTime", "QueryEndTime"].contains(field) {
            body = ["ReportName": .string("Sample"), "QueryId": .string("${queryId}"), "ExecuteNow": .bool(true)]
        }
        if body[field] == nil { body[field] = value(of: field) }
        return body
    }

    /// Returns a value of a field other than its default.
    private static func value(of field: String) -> JSONValue {
        switch field {
        case "Description": .string("A description")
        case "Format": .string("tsv")
        case "CallbackUrl": .string("https://callback.example/ready")
        case "CallbackMethod": .string("GET")
        case "QueryStartTime": .string("2020-01-01T00:00:00Z")
        case "QueryEndTime": .string("2021-01-01T00:00:00Z")
        default: .null
        }
    }

    /// Returns the key of a record that shows a field of the request; nil for a field that no record shows.
    static func shown(_ field: String) -> String? {
        switch field {
        case "ExecuteNow", "QueryStartTime", "QueryEndTime", "CallbackMethod": nil
        default: field.prefix(1).lowercased() + field.dropFirst()
        }
    }
}
