import InsightsAPI

/// The JSON of a record, kept with the record.
///
/// The record drops it with each change. Whatever else affects the bytes is here, and is compared before each use. That
/// is the account, the options of the tenant, and for a report the status of its newest execution.
struct KeptRecord: Sendable {
    let account: AccountID
    let style: RecordOptions
    let executionStatus: ExecutionStatus?
    let bytes: [UInt8]

    /// Returns whether the bytes are those for an account under the options and a status.
    func isFor(_ account: AccountID, _ style: RecordOptions, _ executionStatus: ExecutionStatus?) -> Bool {
        self.style == style && self.executionStatus == executionStatus && self.account == account
    }
}
