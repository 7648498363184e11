import InsightsContracts
import InsightsHTTP

/// A deliberately wrong simulator: one thing that it does otherwise than it should.
struct Mutant: Sendable {
    /// How it is made from the right one.
    enum Means: Sendable {
        /// Settings that come after those of the contract.
        case settings([ContractSetting], touching: Scope)
        /// Answers are changed by what stands in them and in their request.
        case answers(@Sendable (inout Answer, Asked) -> Void)
        /// Requests are changed before the simulator sees them.
        case requests(@Sendable (inout Asked) -> Void)
        /// Requests of a scope are answered by something that may remember and ask the right one.
        ///
        /// It makes a difference only where the right answer fulfils a condition.
        case behaviour(Scope, where: @Sendable (Answer) -> Bool, @Sendable (Original, Asked) -> Answer)
        /// Callbacks are changed, left out or sent more often.
        case callbacks(@Sendable (HTTPRequest) -> [HTTPRequest])
    }

    /// What it is called.
    let name: String
    /// What is wrong, in one sentence.
    let fault: String
    /// How it is made.
    let means: Means

    /// A setting with the wrong value; `touching` are the requests it shows in.
    init(_ name: String, _ fault: String, settings: KeyValuePairs<String, String>, touching: Scope) {
        self.name = name
        self.fault = fault
        means = .settings(settings.map { ContractSetting($0.key, $0.value) }, touching: touching)
    }

    /// A change of successful answers.
    init(_ name: String, _ fault: String, answers scope: Scope, _ change: @escaping @Sendable (inout Answer) -> Void) {
        self.init(name, fault, answers: scope) { answer, _ in change(&answer) }
    }

    /// A change of successful answers that depends on the request.
    init(
        _ name: String, _ fault: String, answers scope: Scope,
        _ change: @escaping @Sendable (inout Answer, Asked) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .answers { answer, asked in
            if answer.isSuccess, scope.holds(asked) { change(&answer, asked) }
        }
    }

    /// A change of refusals.
    init(_ name: String, _ fault: String, refusals scope: Scope, _ change: @escaping @Sendable (inout Answer) -> Void) {
        self.init(name, fault, refusals: scope) { answer, _ in change(&answer) }
    }

    /// A change of refusals that depends on the request.
    init(
        _ name: String, _ fault: String, refusals scope: Scope,
        _ change: @escaping @Sendable (inout Answer, Asked) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .answers { answer, asked in
            if answer.status >= 400, scope.holds(asked) { change(&answer, asked) }
        }
    }

    /// A change of requests.
    init(_ name: String, _ fault: String, requests scope: Scope, _ change: @escaping @Sendable (inout Asked) -> Void) {
        self.name = name
        self.fault = fault
        means = .requests { asked in
            if scope.holds(asked) { change(&asked) }
        }
    }

    /// A behaviour of its own for the requests of a scope.
    init(
        _ name: String, _ fault: String, instead scope: Scope,
        where condition: @escaping @Sendable (Answer) -> Bool = { _ in true },
        _ behave: @escaping @Sendable (Original, Asked) -> Answer
    ) {
        self.name = name
        self.fault = fault
        means = .behaviour(scope, where: condition, behave)
    }

    /// A change of each callback.
    init(_ name: String, _ fault: String, callback change: @escaping @Sendable (inout HTTPRequest) -> Void) {
        self.init(
            name, fault,
            callbacks: { call in
                var call = call
                change(&call)
                return [call]
            })
    }

    /// Wrong callbacks.
    init(_ name: String, _ fault: String, callbacks change: @escaping @Sendable (HTTPRequest) -> [HTTPRequest]) {
        self.name = name
        self.fault = fault
        means = .callbacks(change)
    }
}

/// The mutants of one area of the service.
struct MutantArea: Sendable {
    /// The area, as a heading.
    let title: String
    /// Its mutants.
    let mutants: [Mutant]
}
