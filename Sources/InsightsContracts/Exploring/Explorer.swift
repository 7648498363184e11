public import InsightsAPI
public import InsightsJSON

/// Random walks of valid and invalid calls, each compared with a small model, against any target.
///
/// A walk is a contract that the model wrote. So a target runs it as it runs every other one, and what a failing walk
/// shrinks to is a contract file.
public struct Explorer: Sendable {
    /// The target of the walks.
    public let target: any ContractTarget
    /// Whether each walk has a separate account with a clock that it moves, as at a simulator.
    public let ownsAccounts: Bool
    /// The documentation edition of the walks.
    public let edition: Edition
    /// The seed from which all walks follow.
    public let seed: UInt64
    /// The number of random actions in a walk, at least 1.
    public let steps: Int

    /// The greatest number of runs that shrink one walk.
    static let shrinkingRuns = 500

    /// Creates an explorer.
    ///
    /// - Parameters:
    ///   - target: the target of the walks.
    ///   - ownsAccounts: whether each walk has a separate account with a clock that it moves.
    ///   - edition: the documentation edition.
    ///   - seed: the seed from which all walks follow.
    ///   - steps: the number of random actions in a walk.
    public init(
        _ target: any ContractTarget, ownsAccounts: Bool = true, edition: Edition = .year2021, seed: UInt64, steps: Int
    ) {
        self.target = target
        self.ownsAccounts = ownsAccounts
        self.edition = edition
        self.seed = seed
        self.steps = steps
    }

    /// The outcome of some walks.
    public struct Outcome: Sendable {
        /// The results of the walks, in order; after a failure, further ones may not have run.
        public let results: [ContractResult]
        /// The first failure, shrunk; nil if every walk passed.
        public let failure: Failure?
    }

    /// A walk that failed, shrunk.
    public struct Failure: Sendable {
        /// The number of the walk, counted from 1.
        public let walk: Int
        /// The number of steps that the whole walk had.
        public let stepsBefore: Int
        /// The number of runs that shrank it.
        public let runs: Int
        /// The shortest contract found that fails.
        public let result: ContractResult
        /// The text of that contract's file.
        public let file: JSONValue
    }

    /// Runs walks, and shrinks the first that fails.
    ///
    /// - Parameters:
    ///   - count: the number of walks of each program.
    ///   - programs: the programs.
    ///   - report: receives the result of each walk, in order.
    /// - Returns: the results, and the first failure, shrunk.
    /// - Throws: `InputError` if the model wrote no contract, which is a fault of the model.
    public func run(
        walks count: Int, programs: [PartnerProgram] = PartnerProgram.allCases,
        report: (ContractResult) -> Void = { _ in }
    ) async throws(InputError) -> Outcome {
        var items: [ContractCase] = []
        var scripts: [String: (walk: Int, script: WalkScript)] = [:]
        for walk in 1...max(1, count) {
            for (place, program) in PartnerProgram.allCases.enumerated() where programs.contains(program) {
                let script = WalkScript(
                    program, ownsAccounts ? .sandbox : .account, steps: steps, seed: seed,
                    walk: walk * PartnerProgram.allCases.count + place)
                let item = try item(script, walk)
                items.append(item)
                scripts[item.id] = (walk, script)
            }
        }
        let results = await ContractRunner(target).run(items, stopsAtFailure: true, report: report)
        guard let failed = results.first(where: { Self.failure(of: $0) != nil }), let found = scripts[failed.item.id]
        else { return Outcome(results: results, failure: nil) }
        return Outcome(results: results, failure: try await shrink(found.script, failed, walk: found.walk))
    }

    /// The records on which calls of several clients have no order.
    public struct Disorder: Sendable, CustomStringConvertible {
        /// The number of the walk, counted from 1.
        public let walk: Int
        /// The program.
        public let program: PartnerProgram
        let history: RecordHistory

        /// The calls, one on each line, in the order in which they began.
        public var description: String {
            "walk \(walk) (\(program)): no order of these calls on the \(history.name) fits their responses:\n"
                + history.calls.map { "  \($0)" }.joined(separator: "\n")
        }
    }

    /// Runs walks in which several clients use the same records at the same time.
    ///
    /// - Parameters:
    ///   - count: the number of walks of each program.
    ///   - clients: the number of clients, 2 to 8.
    ///   - programs: the programs.
    /// - Returns: the number of records that were judged, and the first of them without an order.
    /// - Throws: `TargetError` if the target cannot run a walk.
    public func runConcurrently(
        walks count: Int, clients: Int, programs: [PartnerProgram] = PartnerProgram.allCases
    ) async throws(TargetError) -> (judged: Int, disorder: Disorder?) {
        var judged = 0
        for walk in 1...max(1, count) where !Task.isCancelled {
            for program in programs {
                let histories = try await ConcurrentWalk(
                    target: target, program: program, edition: edition, seed: seed, walk: walk, clients: clients
                ).run()
                judged += histories.count
                for history in histories {
                    guard let short = history.shortestContradiction else { continue }
                    return (judged, Disorder(walk: walk, program: program, history: short))
                }
            }
        }
        return (judged, nil)
    }

    private static func failure(of result: ContractResult) -> ContractFailure? {
        switch result.verdict {
        case .failed(let failure): failure
        case .passed, .reported, .skipped, .broken: nil
        }
    }

    private func item(_ script: WalkScript, _ walk: Int) throws(InputError) -> ContractCase {
        let contract = try Contract(id: "explored/walk-\(walk)", script.file(title: Self.title))
        return ContractCase(contract: contract, program: script.program, edition: edition)
    }

    private static let title = "A walk of calls has the results that the model predicts"

    // MARK: Shrinking

    private func shrink(
        _ script: WalkScript, _ result: ContractResult, walk: Int
    ) async throws(InputError) -> Failure {
        var best = (script: script, result: result)
        var runs = 0
        /// Runs a shorter script; keeps it if it fails too.
        func attempt(_ actions: [WalkAction]) async throws(InputError) -> Bool {
            guard runs < Self.shrinkingRuns, !Task.isCancelled else { return false }
            var shorter = best.script
            shorter.actions = actions
            guard shorter.hasJudgement else { return false }
            runs += 1
            let result = await ContractRunner(target).run(try item(shorter, walk))
            guard let failure = Self.failure(of: result) else { return false }
            // What comes after the failure has no part in it.
            shorter.actions = shorter.applicable
            shorter.actions.removeLast(max(0, shorter.actions.count - failure.step))
            best = (shorter, result)
            return true
        }
        if let failure = Self.failure(of: result) {
            best.script.actions = Array(script.applicable.prefix(failure.step))
        }
        var size = max(1, best.script.actions.count / 2)
        while true {
            var end = best.script.actions.count
            var hasShrunk = false
            // Later actions depend on earlier ones, so those go first.
            while end > 0 {
                let start = max(0, end - size)
                var actions = best.script.actions
                actions.removeSubrange(start..<min(end, actions.count))
                if try await attempt(actions) { hasShrunk = true }
                end = min(start, best.script.actions.count)
            }
            if size == 1, !hasShrunk { break }
            if !hasShrunk { size = max(1, size / 2) }
        }
        return Failure(
            walk: walk, stepsBefore: script.actions.count, runs: runs, result: best.result,
            file: best.script.file(title: Self.title))
    }
}

extension WalkScript {
    /// The actions that have a step.
    var applicable: [WalkAction] {
        var model = WalkModel(program, surroundings)
        return actions.filter { model.step($0) != nil }
    }

    /// Whether a step has a response to check.
    var hasJudgement: Bool {
        var model = WalkModel(program, surroundings)
        return actions.contains { model.step($0)?["do"] != nil }
    }
}
