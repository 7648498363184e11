/// What a walk may do at its target.
struct WalkSurroundings: Sendable, Equatable {
    /// Whether the account is the walk's alone, with a clock that it moves.
    var ownsAccount: Bool
    /// The number of active reports that are allowed; nil for any.
    var activeQuota: Int?
    /// The number of reports in an hour that may run at once; nil for any.
    var immediateQuota: Int?
    /// The number of records that a walk creates at most.
    var mostRecords: Int

    /// A sandbox of a simulator, with small quotas.
    static let sandbox = WalkSurroundings(ownsAccount: true, activeQuota: 4, immediateQuota: 3, mostRecords: 90)

    /// An account that others use too, with the service's clock.
    static let account = WalkSurroundings(ownsAccount: false, activeQuota: nil, immediateQuota: nil, mostRecords: 12)
}
