import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// A running case: the values known so far, and the execution of each step.
struct StepRunner {
    private let item: ContractCase
    private let environment: any ContractEnvironment
    private let failsOnAssumptions: Bool
    private let observer: ContractRunner.Observer?
    private var bindings: Variables
    private var actors: [String: Credentials] = [:]
    /// The tokens that responses gave and later steps may send.
    private var tokens: Set<String> = []
    /// The look at everything else after each write; nil for none.
    private var frame: FrameWatch?
    /// The look at every response's header fields; nil for none.
    private var watch: ResponseWatch?
    /// The first mismatch that does not fail the case.
    private var report: ContractFailure?

    init(
        _ item: ContractCase, _ environment: any ContractEnvironment, failsOnAssumptions: Bool,
        observer: ContractRunner.Observer?
    ) async throws(TargetError) {
        self.item = item
        self.environment = environment
        self.failsOnAssumptions = failsOnAssumptions
        self.observer = observer
        bindings = Variables(program: item.program, version: item.version, now: try await environment.now())
        let usual = try await environment.credentials(of: nil, in: item.program)
        actors[""] = usual
        for (name, value) in Self.values(of: usual) { bindings[name] = value }
        for name in item.contract.actors.keys.sorted() {
            let credentials = try await environment.credentials(of: item.contract.actors[name], in: item.program)
            actors[name] = credentials
            for (key, value) in Self.values(of: credentials) { bindings["\(name).\(key)"] = value }
        }
        bindings["baseUrl"] = .string(environment.baseURL)
        bindings["authority"] = .string(environment.authority)
        bindings["callback"] = environment.callbackURL.map(JSONValue.string)
        for (name, value) in item.contract.variables[item.program] ?? [:] { bindings[name] = value }
        if let client = environment.frameClient {
            frame = FrameWatch(
                item, actors: actors.values, other: try await Self.otherAccount(of: item, environment), client: client)
            // A client under test may report header fields in its own way.
            if environment.subject is HTTPContractClient {
                watch = ResponseWatch(item.contract, baseURL: environment.baseURL)
            }
        }
    }

    /// Returns the account of the other program, which a general claim sees too.
    private static func otherAccount(
        of item: ContractCase, _ environment: any ContractEnvironment
    ) async throws(TargetError) -> (PartnerProgram, Credentials)? {
        guard item.contract.generation != nil, let other = PartnerProgram.allCases.first(where: { $0 != item.program })
        else { return nil }
        return (other, try await environment.credentials(of: nil, in: other))
    }

    private static func values(of credentials: Credentials) -> [(String, JSONValue)] {
        [
            ("tenantId", .string(credentials.tenantID)), ("clientId", .string(credentials.clientID)),
            ("resource", .string(credentials.resource)),
            ("clientSecret", .string(credentials.clientSecret)),
            ("username", .string(credentials.username ?? "")), ("password", .string(credentials.password ?? "")),
            ("basic", .string(Base64.encode("\(credentials.clientID):\(credentials.clientSecret)".utf8))),
            ("wrongBasic", .string(Base64.encode("\(credentials.clientID):not-the-secret".utf8))),
        ]
    }

    /// Runs the steps until one fails.
    mutating func run(_ judged: inout Int) async -> ContractResult.Verdict {
        for (index, step) in item.contract.steps.enumerated() {
            for repetition in 1...step.repetitions {
                if Task.isCancelled { return ContractRunner.verdict(of: .interrupted) }
                bindings["i"] = .integer(repetition)
                do throws(StepFailure) {
                    if let failure = try await run(step, (index + 1, repetition)) {
                        guard isAssumed || failure.isAssumption else { return .failed(failure.failure) }
                        guard !failsOnAssumptions else { return .failed(failure.failure) }
                        if report == nil { report = failure.failure }
                        // Later steps may need values that this step did not provide.
                        if !failure.isAssumption { return .reported(failure.failure) }
                    }
                } catch {
                    switch error {
                    case .target(let error): return ContractRunner.verdict(of: error)
                    case .noResponse(let failure): return .failed(failure)
                    case .unbound(let name): return .broken(reason: "step \(index + 1): \(name)")
                    }
                }
                if step.isJudged { judged += 1 }
            }
        }
        return report.map(ContractResult.Verdict.reported) ?? .passed
    }

    /// The step and its repetition, both counted from 1.
    private typealias Place = (step: Int, repetition: Int)

    private func describe(_ step: ContractStep, at place: Place) -> StepDescription {
        StepDescription(place: place, step: step, bindings: bindings, redaction: redaction)
    }

    /// The redaction of the secrets of all actors.
    private var redaction: ContractRedaction { ContractRedaction(actors.values, tokens: tokens) }

    private func caller(of step: ContractStep) -> Credentials? {
        step.actor == ContractStep.nobody ? nil : actors[step.actor ?? ""]
    }

    private var isAssumed: Bool { item.contract.evidence.kind == .assumed }

    /// Undoes the contract's changes; errors are ignored, so some changes may remain.
    mutating func cleanUp() async {
        // No one judges these calls.
        (frame, watch) = (nil, nil)
        for step in item.contract.cleanUp {
            _ = try? await run(step, (0, 1))
        }
    }

    // MARK: Steps

    private enum StepFailure: Error {
        case target(TargetError)
        case noResponse(ContractFailure)
        case unbound(UnboundName)
    }

    private struct Finding {
        var failure: ContractFailure
        let isAssumption: Bool
    }

    /// Runs a step; returns nil if its response is as expected.
    private mutating func run(_ step: ContractStep, _ place: Place) async throws(StepFailure) -> Finding? {
        switch step.action {
        case .call(let operation, let arguments):
            let call = ContractCall(
                operation, arguments: try resolve(.object(arguments)).object ?? [:], program: item.program,
                version: item.version, credentials: caller(of: step))
            return try await make(call, step, place)
        case .advance(let duration):
            try await changeClock(.object(["advance": try resolve(.string(duration))]))
        case .setClock(let instant):
            try await changeClock(.object(["set": try resolve(.string(instant))]))
        case .faults(let plan):
            let plan = try resolve(plan)
            do throws(TargetError) { try await environment.setFaults(plan) } catch { throw .target(error) }
        case .receiveCallbacks:
            let outcome = ContractResponse(status: 0, body: .array(await environment.takeCallbacks()))
            guard var finding = judge(outcome, step, place, call: nil) else { return nil }
            if let reason = await environment.lostCallback() {
                finding.failure.remarks.append("the simulator explains: " + shown(reason))
            }
            return finding
        }
        return nil
    }

    private mutating func changeClock(_ change: JSONValue) async throws(StepFailure) {
        do throws(TargetError) {
            try await environment.changeClock(change)
            bindings.now = try await environment.now()
        } catch {
            throw .target(error)
        }
        await environment.subject.timeHasPassed()
        frame?.timeHasPassed()
        if let client = environment.frameClient { await client.timeHasPassed() }
    }

    private mutating func make(
        _ call: ContractCall, _ step: ContractStep, _ place: Place
    ) async throws(StepFailure) -> Finding? {
        let outcome: ContractResponse
        // What comes before the element of a general claim is looked at once, with the first element.
        let looks = call.operation.writes(call.arguments) && place.step > item.contract.repeatedSteps
        if looks { await frame?.look() }
        do throws(SubjectError) {
            outcome = try await environment.subject.perform(call)
        } catch {
            if case .target(let error) = error.kind { throw .target(error) }
            let reason = shown(error.reason)
            throw .noResponse(
                describe(step, at: place).failure(
                    "answer", Mismatch(pointer: JSONPointer(), expected: "an answer", actual: reason),
                    curl: CurlLine(call: call, on: environment, redaction: redaction).text))
        }
        observer?(item, call, outcome)
        let judgement = judge(outcome, step, place, call: call)
        guard judgement?.isAssumption != false else { return judgement }
        if let (field, mismatch) = watch?.mismatch(in: outcome, to: call) {
            return finding(
                ContractFailure.everyResponse + "header \(field)", mismatch, isAssumption: false, outcome, step, place,
                call: call)
        }
        guard looks, let mismatch = await frame?.mismatch(after: call, outcome) else { return judgement }
        return finding("everything else", mismatch, isAssumption: false, outcome, step, place, call: call)
    }

    private func resolve(_ template: JSONValue) throws(StepFailure) -> JSONValue {
        do throws(UnboundName) { return try bindings.resolve(template) } catch { throw .unbound(error) }
    }

    // MARK: Judging

    private mutating func judge(
        _ outcome: ContractResponse, _ step: ContractStep, _ place: Place, call: ContractCall?
    ) -> Finding? {
        func finding(_ part: String, _ mismatch: Mismatch, isAssumption: Bool) -> Finding {
            self.finding(part, mismatch, isAssumption: isAssumption, outcome, step, place, call: call)
        }
        if let (part, mismatch) = compare(outcome, with: step.expectation) {
            return finding(part, mismatch, isAssumption: false)
        }
        var assumed: Finding?
        if let assumption = step.assumption, let (part, mismatch) = compare(outcome, with: assumption) {
            assumed = finding(part, mismatch, isAssumption: true)
        }
        for (name, pointer) in step.captures {
            guard let value = pointer.exactValue(in: outcome.body) else {
                let mismatch = Mismatch(pointer: pointer, expected: "a value for \(name)", actual: "nothing")
                return finding("body", mismatch, isAssumption: false)
            }
            bindings[name] = value
            if ContractRedaction.isSecret(pointer), let token = value.string { tokens.insert(token) }
        }
        return assumed
    }

    private func finding(
        _ part: String, _ mismatch: Mismatch, isAssumption: Bool, _ outcome: ContractResponse, _ step: ContractStep,
        _ place: Place, call: ContractCall?
    ) -> Finding {
        Finding(
            failure: describe(step, at: place).failure(
                part, redaction.hidden(mismatch), remarks: remarks(outcome, beside: part),
                curl: call.map { CurlLine(call: $0, on: environment, redaction: redaction).text }),
            isAssumption: isAssumption)
    }

    /// Returns the first part of a response that is not as expected; nil if all parts are.
    private mutating func compare(
        _ outcome: ContractResponse, with expectation: ContractExpectation
    ) -> (part: String, Mismatch)? {
        if !expectation.statuses.isEmpty, !expectation.statuses.contains(outcome.status) {
            let wanted = expectation.statuses.map(String.init).joined(separator: " or ")
            return ("status", Mismatch(pointer: JSONPointer(), expected: wanted, actual: String(outcome.status)))
        }
        if let fields = outcome.headers {
            for (name, matcher) in expectation.headers {
                // A field that is there twice has both values, as HTTP joins them (RFC 9110 §5.3).
                let values = fields.values(named: name)
                let value = values.isEmpty ? nil : JSONValue.string(values.joined(separator: ", "))
                if let mismatch = matcher.mismatch(of: value, &bindings) { return ("header \(name)", mismatch) }
            }
        }
        if let mismatch = expectation.body?.mismatch(of: outcome.body, &bindings) { return ("body", mismatch) }
        return nil
    }

    private func remarks(_ outcome: ContractResponse, beside part: String) -> [String] {
        let message = outcome.body["message"]?.string ?? outcome.body["error_description"]?.string
        return [
            part == "status" ? message.map { "the service says: " + shown(String($0.prefix { !$0.isNewline })) } : nil,
            outcome.headers?[SimulatorEndpoints.detailField].map { "the simulator explains: " + shown($0) },
        ].compactMap { $0 }
    }

    /// Returns a server's text as messages show it; a secret that is only partly shown would not be recognized.
    private func shown(_ text: String) -> String { Matcher.shortened(redaction.hidden(text)) }
}
