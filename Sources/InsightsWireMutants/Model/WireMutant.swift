package import InsightsAPI
import InsightsHTTP

/// A server that is wrong in one point: a rewriting of requests or responses, which knows nothing of the server.
package struct WireMutant: Sendable {
    /// Decides the next step for a request by what it got so far.
    ///
    /// The first step usually sends the request, the second answers with its response.
    package typealias Course =
        @Sendable (_ request: WireRequest, _ memory: inout WireMemory, _ received: [WireResponse]) -> WireStep
    /// Changes an answer.
    package typealias Change =
        @Sendable (_ answer: inout WireResponse, _ request: WireRequest, _ memory: inout WireMemory) -> Void

    /// What it gets wrong.
    package let kind: WireKind
    /// The unique name, such as `field/getQueries/cmp/name/null`.
    package let name: String
    /// The fault in one sentence.
    package let fault: String
    /// The operation whose calls it changes.
    package let operation: Operation
    /// The program whose calls it changes; nil for every request.
    package let program: PartnerProgram?
    /// Whether it needs a token of the usual principal.
    package let needsToken: Bool
    let course: Course
    let change: Change

    /// The course of a server that is right: sends the request and answers with its response.
    package static let right: Course = { request, _, received in
        received.last.map(WireStep.answer) ?? .send(request.http)
    }

    /// Creates a mutant.
    init(
        _ kind: WireKind, _ operation: Operation, _ program: PartnerProgram?, _ place: String, _ fault: String,
        needsToken: Bool = false, course: @escaping Course = right, change: @escaping Change = { _, _, _ in }
    ) {
        self.kind = kind
        self.operation = operation
        self.program = program
        self.fault = "\(operation.callName)\(program.map { " (\($0))" } ?? ""): \(fault)"
        self.needsToken = needsToken
        self.course = course
        self.change = change
        name = [kind.rawValue, operation.callName, program?.rawValue, place].compactMap(\.self).joined(separator: "/")
    }

    /// Creates a mutant that changes answers.
    static func rewriting(
        _ kind: WireKind, _ operation: Operation, _ program: PartnerProgram?, _ place: String, _ fault: String,
        _ change: @escaping Change
    ) -> WireMutant {
        WireMutant(kind, operation, program, place, fault, change: change)
    }

    /// Creates a mutant that changes successful answers.
    init(
        _ kind: WireKind, _ operation: Operation, _ program: PartnerProgram?, _ place: String, _ fault: String,
        success change: @escaping @Sendable (inout WireResponse) -> Void
    ) {
        self.init(
            kind, operation, program, place, fault, change: { answer, _, _ in if answer.isSuccess { change(&answer) } })
    }

    /// Creates a mutant that changes refusals.
    init(
        _ kind: WireKind, _ operation: Operation, _ program: PartnerProgram?, _ place: String, _ fault: String,
        refusals change: @escaping @Sendable (inout WireResponse) -> Void
    ) {
        self.init(
            kind, operation, program, place, fault,
            change: { answer, _, _ in if answer.status >= 400 { change(&answer) } })
    }

    /// Creates a mutant that changes requests; nil leaves one as it is.
    init(
        _ kind: WireKind, _ operation: Operation, _ program: PartnerProgram?, _ place: String, _ fault: String,
        request change: @escaping @Sendable (WireRequest) -> HTTPRequest?,
        answer: @escaping Change = { _, _, _ in }
    ) {
        self.init(
            kind, operation, program, place, fault,
            course: { request, _, received in
                received.last.map(WireStep.answer) ?? .send(change(request) ?? request.http)
            }, change: answer)
    }

    /// Returns whether it may change a request or its answer.
    func covers(_ request: WireRequest) -> Bool {
        request.operation == operation && (program == nil || request.program == nil || request.program == program)
    }
}
