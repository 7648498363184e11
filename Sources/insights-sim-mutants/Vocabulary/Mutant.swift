import InsightsContracts
import InsightsHTTP

/// A mutant: a simulator with one deliberate fault.
struct Mutant: Sendable {
    /// The way in which a mutant differs from the correct simulator.
    enum Means: Sendable {
        /// Settings that are applied after those of the contract.
        case settings([ContractSetting], touching: Scope)
        /// A change of responses, which depends on their contents and on the request.
        case responses(@Sendable (inout MutantResponse, Asked) -> Void)
        /// A change of requests before the simulator receives them.
        case requests(@Sendable (inout Asked) -> Void)
        /// A replacement for the simulator for requests of a scope, which may remember values and call the original.
        ///
        /// It has an effect only if the correct response satisfies a condition.
        case behaviour(Scope, where: @Sendable (MutantResponse) -> Bool, @Sendable (Original, Asked) -> MutantResponse)
        /// A change of callbacks, each of which may be changed, dropped or repeated.
        case callbacks(@Sendable (HTTPRequest) -> [HTTPRequest])
    }

    /// The unique name of the mutant.
    let name: String
    /// The fault in one sentence.
    let fault: String
    /// The way in which it differs from the correct simulator.
    let means: Means

    /// Creates a mutant with wrong settings; `touching` is the scope of affected requests.
    init(_ name: String, _ fault: String, settings: KeyValuePairs<String, String>, touching: Scope) {
        self.name = name
        self.fault = fault
        means = .settings(settings.map { ContractSetting($0.key, $0.value) }, touching: touching)
    }

    /// Creates a mutant that changes successful responses.
    init(
        _ name: String, _ fault: String, responses scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse) -> Void
    ) {
        self.init(name, fault, responses: scope) { response, _ in change(&response) }
    }

    /// Creates a mutant that changes successful responses depending on the request.
    init(
        _ name: String, _ fault: String, responses scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse, Asked) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .responses { response, asked in
            if response.isSuccess, scope.holds(asked) { change(&response, asked) }
        }
    }

    /// Creates a mutant that changes redirects.
    init(
        _ name: String, _ fault: String, redirects scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .responses { response, asked in
            if (300..<400).contains(response.status), scope.holds(asked) { change(&response) }
        }
    }

    /// Creates a mutant that changes error responses.
    init(
        _ name: String, _ fault: String, refusals scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse) -> Void
    ) {
        self.init(name, fault, refusals: scope) { response, _ in change(&response) }
    }

    /// Creates a mutant that changes error responses depending on the request.
    init(
        _ name: String, _ fault: String, refusals scope: Scope,
        _ change: @escaping @Sendable (inout MutantResponse, Asked) -> Void
    ) {
        self.name = name
        self.fault = fault
        means = .responses { response, asked in
            if response.status >= 400, scope.holds(asked) { change(&response, asked) }
        }
    }

    /// Creates a mutant that changes requests.
    init(_ name: String, _ fault: String, requests scope: Scope, _ change: @escaping @Sendable (inout Asked) -> Void) {
        self.name = name
        self.fault = fault
        means = .requests { asked in
            if scope.holds(asked) { change(&asked) }
        }
    }

    /// Creates a mutant that replaces the behaviour for requests of a scope.
    init(
        _ name: String, _ fault: String, instead scope: Scope,
        where condition: @escaping @Sendable (MutantResponse) -> Bool = { _ in true },
        _ behave: @escaping @Sendable (Original, Asked) -> MutantResponse
    ) {
        self.name = name
        self.fault = fault
        means = .behaviour(scope, where: condition, behave)
    }

    /// Creates a mutant that changes each callback.
    init(_ name: String, _ fault: String, callback change: @escaping @Sendable (inout HTTPRequest) -> Void) {
        self.init(
            name, fault,
            callbacks: { call in
                var call = call
                change(&call)
                return [call]
            })
    }

    /// Creates a mutant that changes callbacks.
    init(_ name: String, _ fault: String, callbacks change: @escaping @Sendable (HTTPRequest) -> [HTTPRequest]) {
        self.name = name
        self.fault = fault
        means = .callbacks(change)
    }
}

/// The mutants of one area of the service.
struct MutantArea: Sendable {
    /// The heading of the area.
    let title: String
    /// The mutants of the area, in the order of the page.
    let mutants: [Mutant]
}
