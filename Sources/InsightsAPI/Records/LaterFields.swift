/// The fields that records of v1.1 have beside those of v1.
///
/// The documents describe them in words. Some names are printed for other records; others are assumed.
public struct LaterFields: OptionSet, Hashable, Sendable {
    /// The bits of the fields.
    public let rawValue: UInt16

    /// Creates a set from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// `executeNow` of a report.
    public static let executeNow = Self(rawValue: 1 << 0)
    /// `queryStartTime` of a report.
    public static let queryStartTime = Self(rawValue: 1 << 1)
    /// `queryEndTime` of a report.
    public static let queryEndTime = Self(rawValue: 1 << 2)
    /// `callbackMethod` of a report.
    public static let callbackMethod = Self(rawValue: 1 << 3)
    /// `endTime` of a report and its executions.
    public static let endTime = Self(rawValue: 1 << 4)
    /// `totalRecurrenceCount` of a report.
    public static let totalRecurrenceCount = Self(rawValue: 1 << 5)
    /// `remainingRecurrenceCount` of an execution.
    public static let remainingRecurrenceCount = Self(rawValue: 1 << 6)
    /// `nextExecutionStartTime` of a report and its executions.
    public static let nextExecutionStartTime = Self(rawValue: 1 << 7)
    /// Queries without `modifiedTime`, as the sample of v1.1 prints them; not named in the setting.
    public static let queriesOfV11 = Self(rawValue: 1 << 15)

    /// The fields in the order of the records, with their names.
    static let named: [(name: String, field: LaterFields)] = [
        ("executeNow", executeNow), ("queryStartTime", queryStartTime), ("queryEndTime", queryEndTime),
        ("callbackMethod", callbackMethod), ("endTime", endTime), ("totalRecurrenceCount", totalRecurrenceCount),
        ("remainingRecurrenceCount", remainingRecurrenceCount), ("nextExecutionStartTime", nextExecutionStartTime),
    ]

    /// All fields that are proposed for v1.1.
    public static let proposed = named.reduce(queriesOfV11) { $0.union($1.field) }

    /// The values of the setting, for a message.
    static let accepted = "proposed | v1 | " + named.map(\.name).joined(separator: ";")

    /// The value of the setting.
    var text: String {
        if self == .proposed { return "proposed" }
        if isEmpty { return "v1" }
        return Self.named.filter { contains($0.field) }.map(\.name).joined(separator: ";")
    }

    /// Parses a value of the setting: `proposed`, `v1`, or names separated by `;`, in any letter case.
    init?(_ text: String) {
        switch text.lowercased() {
        case "proposed": self = .proposed
        case "v1": self = []
        default:
            var fields = Self.queriesOfV11
            for name in text.split(separator: ";", omittingEmptySubsequences: false) {
                guard let known = Self.named.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                    return nil
                }
                fields.insert(known.field)
            }
            self = fields
        }
    }
}
