import InsightsAPI

extension WalkScript {
    /// Draws a walk of at most `steps` random actions, and lists everything at its end.
    init(_ program: PartnerProgram, _ surroundings: WalkSurroundings, steps: Int, seed: UInt64, walk: Int) {
        var author = WalkAuthor(model: WalkModel(program, surroundings), dice: WalkDice(seed: seed, walk: walk))
        for _ in 0..<steps { author.add() }
        author.addEnd()
        self.init(program: program, surroundings: surroundings, actions: author.actions)
    }
}

/// The dice of a walk, and the model that says which records there are.
private struct WalkAuthor {
    var model: WalkModel
    var dice: WalkDice
    var actions: [WalkAction] = []
    private var queries = 0
    private var reports = 0

    init(model: WalkModel, dice: WalkDice) {
        self.model = model
        self.dice = dice
    }

    /// Adds a random action.
    mutating func add() {
        let action = action()
        guard model.step(action) != nil else { return }
        actions.append(action)
    }

    /// Adds a look at everything.
    mutating func addEnd() {
        let ends =
            [WalkAction.listQueries, .listReports] + model.everyReport.map { .listExecutions(.number($0)) }
            + model.everyQuery.map { .readQuery(.number($0)) }
        for action in ends where model.step(action) != nil { actions.append(action) }
    }

    private var mayCreate: Bool { queries + reports < model.surroundings.mostRecords }

    private mutating func action() -> WalkAction {
        guard let query = dice.pick(model.everyQuery) else { return createQuery() }
        return switch dice.roll(24) {
        case 0, 1: mayCreate ? createQuery() : .listQueries
        case 2: .createWrongQuery(dice.one(of: WalkMistake.ofQuery))
        case 3: .readQuery(record(of: model.everyQuery))
        case 4: .listQueries
        case 5: .deleteQuery(record(of: model.everyQuery))
        case 6, 7, 8: mayCreate ? createReport(dice.pick(model.livingQueries) ?? query) : .listReports
        case 9: mayCreate ? createReport(query) : .listReports
        case 10: mayCreate ? runAtOnce(query) : .listReports
        case 11: .createWrongReport(dice.one(of: WalkMistake.ofReport), query: query)
        case 12: .readReport(record(of: model.everyReport))
        case 13: .listReports
        case 14: .listReportsOfQuery(query)
        case 15: update()
        case 16: updateWrong()
        case 17: .pauseReport(record(of: model.everyReport))
        case 18: .resumeReport(record(of: model.everyReport))
        case 19: .deleteReport(record(of: model.everyReport))
        case 20, 21: .listExecutions(record(of: model.everyReport))
        default: .advance(seconds: dice.one(of: [60, 3600, 40_000, 200_000, 2_000_000]) + dice.roll(100))
        }
    }

    /// Returns one of the records, and at times an identifier that none has.
    private mutating func record(of numbers: [Int]) -> WalkRecord {
        dice.roll(12) == 0 ? .unknown : dice.pick(numbers).map(WalkRecord.number) ?? .unknown
    }

    /// Returns the name of a record: blanks within, letters beyond ASCII, both forms of one letter.
    private mutating func name(_ kind: String, _ number: Int) -> String {
        "\(kind) \(number)" + dice.one(of: ["", " of all", " Übersicht", " e\u{301}te"])
    }

    private mutating func description() -> String? { dice.one(of: [nil, "Some words", "Ümlaut"]) }

    private mutating func createQuery() -> WalkAction {
        queries += 1
        return .createQuery(
            queries, name: "Query \(queries)", description: description(), text: dice.roll(4))
    }

    private mutating func plan(_ number: Int, isUpdate: Bool) -> WalkPlan {
        WalkPlan(
            name: name("Report", number), description: description(), lead: 4 * 3600 + 60 + dice.roll(200_000),
            hours: isUpdate && dice.roll(2) == 0 ? nil : 24 + dice.roll(200),
            count: dice.roll(2) == 0 ? nil : 1 + dice.roll(6), format: dice.one(of: [nil, "csv", "tsv"]))
    }

    private mutating func createReport(_ query: Int) -> WalkAction {
        reports += 1
        return .createReport(reports, query: query, plan(reports, isUpdate: false))
    }

    private mutating func runAtOnce(_ query: Int) -> WalkAction {
        reports += 1
        return .runAtOnce(reports, query: query, name: name("Now", reports))
    }

    private mutating func update() -> WalkAction {
        guard let number = dice.pick(model.scheduledReports) else { return .listReports }
        return .updateReport(.number(number), plan(number, isUpdate: true))
    }

    private mutating func updateWrong() -> WalkAction {
        guard let number = dice.pick(model.scheduledReports) else { return .listReports }
        return .updateWrong(dice.one(of: WalkMistake.ofUpdate), report: number)
    }
}
