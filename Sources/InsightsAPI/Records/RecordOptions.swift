/// The options of record fields on which the documents are silent or contradict one another.
public struct RecordOptions: Sendable, Equatable {
    /// Whether `createdTime` of cmp queries ends in `Z` (C6, docs/sources.md); seed 002 prints it without.
    public var queryTimesEndInZ: Bool
    /// Whether mpn records use the key `CallbackMethod` (C9) instead of `callbackMethod`.
    public var capitalizesCallbackMethod: Bool
    /// Whether `isPublicInOrg` and the report's `executionStatus` are sent (C45); only the sample clients read them.
    public var includesSampleOnlyFields: Bool
    /// Whether executions repeat the report's callback URL and method (C31).
    public var echoesCallback: Bool
    /// Whether `reportLocation` holds the link of a completed execution, in both programs (C32).
    public var fillsReportLocation: Bool
    /// The fields of v1.1; empty for records of v1.
    public var laterFields: LaterFields = []

    /// Creates the options; the defaults match the examples in the documents.
    public init(
        queryTimesEndInZ: Bool = false, capitalizesCallbackMethod: Bool = false, includesSampleOnlyFields: Bool = false,
        echoesCallback: Bool = false, fillsReportLocation: Bool = false
    ) {
        self.queryTimesEndInZ = queryTimesEndInZ
        self.capitalizesCallbackMethod = capitalizesCallbackMethod
        self.includesSampleOnlyFields = includesSampleOnlyFields
        self.echoesCallback = echoesCallback
        self.fillsReportLocation = fillsReportLocation
    }

    /// An option that decides whether records have a field; the raw value is the name of its setting.
    public enum Choice: String, Sendable {
        /// mpn records use the key `CallbackMethod`.
        case callbackMethodInPascalCase = "callback-method-pascal"
        /// The fields that only sample clients read are sent.
        case sampleOnlyFields = "sample-only-fields"
        /// `reportLocation` holds the link of a completed execution.
        case reportLocation = "report-location"

        func isMade(_ style: RecordOptions) -> Bool {
            switch self {
            case .callbackMethodInPascalCase: style.capitalizesCallbackMethod
            case .sampleOnlyFields: style.includesSampleOnlyFields
            case .reportLocation: style.fillsReportLocation
            }
        }
    }
}
