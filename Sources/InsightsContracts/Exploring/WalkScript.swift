import InsightsAPI
import InsightsJSON
import InsightsTime

/// A walk: what it does, in order, and the contract that says what must come of it.
struct WalkScript: Sendable, Equatable {
    /// The program that is called.
    let program: PartnerProgram
    /// What the walk may do at its target.
    let surroundings: WalkSurroundings
    /// What it does.
    var actions: [WalkAction]

    /// Returns the texts of queries, which are valid in every edition.
    static func texts(of program: PartnerProgram) -> [String] {
        switch program {
        case .cmp:
            [
                plainText(of: program), "SELECT OrderId FROM ISVOrder WHERE OrderQuantity > 5",
                "SELECT UsageDate FROM ISVUsage", "SELECT OrderId FROM ISVOrder TIMESPAN LIFETIME",
            ]
        case .mpn:
            [
                plainText(of: program), "SELECT MpnId FROM Profile WHERE City = 'x'",
                "SELECT Month FROM DynamicsUsage", "SELECT SubscriptionId FROM DynamicsUsage TIMESPAN LIFETIME",
            ]
        }
    }

    /// Returns the plainest text of a query.
    static func plainText(of program: PartnerProgram) -> String {
        program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT MpnId FROM Profile"
    }

    /// Returns the contract's file: a step for each action that names a record which was created.
    func file(title: String) -> JSONValue {
        var model = WalkModel(program, surroundings)
        let steps = actions.compactMap { action in model.step(action).map(JSONValue.object) }
        var file: JSONObject = [
            "title": .string(title), "programs": .array([.string(program.rawValue)]),
            "versions": .array([.string("v1")]),
            "evidence": .object([
                "class": .string("documented"), "sources": .array([.string("\(program) paradigm")]),
            ]),
        ]
        if surroundings.ownsAccount {
            file["clock"] = .string(Contract.usualClock.description)
            file["settings"] = .object(settings)
        }
        file["steps"] = .array(steps)
        let reports = model.everyReport.map { number in
            JSONObject([
                .init("do", .string("deleteReport")),
                .init("with", .object(["reportId": .string("${report\(number)}")])),
            ])
        }
        let queries = model.everyQuery.map { number in
            JSONObject([
                .init("do", .string("deleteQuery")), .init("with", .object(["queryId": .string("${query\(number)}")])),
            ])
        }
        file["cleanUp"] = .array((reports + queries).map(JSONValue.object))
        return .object(file)
    }

    private var settings: JSONObject {
        var settings: JSONObject = [:]
        settings["quota-active-reports"] = surroundings.activeQuota.map { .string(String($0)) }
        settings["quota-execute-now"] = surroundings.immediateQuota.map { .string(String($0)) }
        return settings
    }
}
