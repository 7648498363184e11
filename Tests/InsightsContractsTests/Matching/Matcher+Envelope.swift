import InsightsAPI
import InsightsContracts
import InsightsJSON

extension Matcher {
    /// Returns whether the matcher checks a field's value, or the kind of its value, in a record of an envelope.
    func judgesRecord(_ field: String, in program: PartnerProgram) -> Bool {
        part("value", in: program).contains { value in
            value.elements(in: program).contains { record in
                if record.parts(in: program).contains(where: \.isTheWhole) { return true }
                return record.part(field, in: program).contains { $0.isJudgement(in: program) }
            }
        }
    }

    /// Returns whether the matcher asks for an envelope without records.
    func findsNothing(in program: PartnerProgram) -> Bool {
        part("value", in: program).contains { if case .elements(let matchers) = $0 { matchers.isEmpty } else { false } }
            || part("totalCount", in: program).contains {
                if case .exactly(let value) = $0 { value.integer == 0 } else { false }
            }
    }

    /// Returns the matchers of one program that must all hold.
    private func parts(in program: PartnerProgram) -> [Matcher] {
        switch self {
        case .all(let matchers): matchers.flatMap { $0.parts(in: program) }
        case .byProgram(let matchers): matchers[program]?.parts(in: program) ?? []
        default: [self]
        }
    }

    /// Returns the condition on a member.
    private func part(_ name: String, in program: PartnerProgram) -> [Matcher] {
        parts(in: program).flatMap { matcher -> [Matcher] in
            switch matcher {
            case .members(let members): members.filter { $0.key == name }.map(\.matcher)
            case .exactly(.object(let object)): object[name].map { [.exactly($0)] } ?? []
            default: []
            }
        }
    }

    /// Returns the condition on elements.
    private func elements(in program: PartnerProgram) -> [Matcher] {
        parts(in: program).flatMap { matcher -> [Matcher] in
            switch matcher {
            case .elements(let matchers): matchers
            case .each(let element, _), .contains(let element): [element]
            default: []
            }
        }
    }

    /// Whether it is a whole value that was kept.
    private var isTheWhole: Bool {
        if case .exactly(let value) = self { value.string?.hasPrefix("${") == true } else { false }
    }

    /// Returns whether the matcher would notice a wrong value.
    private func isJudgement(in program: PartnerProgram) -> Bool {
        parts(in: program).contains { matcher in
            switch matcher {
            case .form(.any, _), .form(.absent, _), .not, .keys: false
            default: true
            }
        }
    }
}
