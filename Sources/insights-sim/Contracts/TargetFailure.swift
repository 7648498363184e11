/// The reason why there is no target.
enum TargetFailure: Error {
    case unreachable(String)
    case usage(UsageError)
}
