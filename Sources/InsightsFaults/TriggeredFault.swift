/// A fault that applies to a request.
public struct TriggeredFault: Sendable, Equatable {
    /// Which rule it was, counted from 0.
    public let index: Int
    /// The rule's name, if it has one.
    public let name: String?
    /// What happens.
    public let fault: Fault
    /// The delay of the response, drawn from the fault's distribution; 0 for other faults.
    public let milliseconds: Int
}

extension TriggeredFault: CustomStringConvertible {
    /// The rule and what it did: `rule 0 (second create fails): status 500`.
    public var description: String {
        "rule \(index)\(name.map { " (\($0))" } ?? ""): \(fault.summary)"
            + (milliseconds > 0 ? ", \(milliseconds) ms" : "")
    }
}

extension Fault {
    fileprivate var summary: String {
        switch self {
        case .status(let status): "status \(status)"
        case .throttled(let seconds, _, _): "throttle, Retry-After \(seconds)"
        case .errorIn200(let status): "error-in-200, \(status)"
        case .htmlPage(let status): "html-page, status \(status)"
        case .redirect(let status): "redirect, status \(status)"
        case .tokenField(let field, let value): "token-field, \(field) \(value == nil ? "missing" : "changed")"
        case .connectionReset(.beforeHead): "reset before-head"
        case .connectionReset(.midBody): "reset mid-body"
        case .connectionReset(.afterBody): "reset after-body"
        case .slowDrip(let rate): "slow-drip, \(rate) bytes a second"
        case .wrongContentLength(let difference): "wrong-content-length, by \(difference)"
        default: kind.rawValue
        }
    }
}
