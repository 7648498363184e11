/// The choices among record fields that the documents leave open or contradict one another on.
public struct RecordOptions: Sendable, Equatable {
    /// Whether `createdTime` of cmp queries ends in `Z` (C6); seed 002 prints it without.
    public var queryTimesEndInZ: Bool
    /// Whether mpn records spell `CallbackMethod` (C9) instead of `callbackMethod`.
    public var capitalizesCallbackMethod: Bool
    /// Whether `isPublicInOrg` and the report's `executionStatus`, which only the sample clients read, are sent (C45).
    public var includesSampleOnlyFields: Bool
    /// Whether executions repeat the report's callback address and method (C31).
    public var echoesCallback: Bool
    /// Whether `reportLocation` holds the link of a completed execution, in both programs (C32).
    public var fillsReportLocation: Bool

    /// Creates a style; the defaults are the documents' own examples.
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

    /// A choice that decides whether records have a field, by the name of its setting.
    public enum Choice: String, Sendable {
        /// mpn records spell `CallbackMethod`.
        case callbackMethodInPascalCase = "callback-method-pascal"
        /// The fields only sample clients read are sent.
        case sampleOnlyFields = "sample-only-fields"
        /// `reportLocation` holds the link.
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
