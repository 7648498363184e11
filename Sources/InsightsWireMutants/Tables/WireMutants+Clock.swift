import InsightsAPI
import InsightsJSON

extension WireMutants {
    private static let shifts: [(name: String, fault: String, seconds: Int)] = [
        ("second", "a second late", 1), ("minute", "a minute early", -60), ("hour", "an hour late", 3600),
        ("day", "a day early", -86_400), ("year", "a year late", 365 * 86_400),
    ]

    /// The mutants that move every instant of an answer.
    static let clock: [WireMutant] = each(Operation.ofService.filter { $0 != .datasets }) { operation, program in
        shifts.map { shift in
            WireMutant(
                .clock, operation, program, shift.name, "every instant is \(shift.fault)",
                success: { answer in
                    answer.changeRecords { records in
                        changed(records) { members in
                            var isChanged = false
                            let moved = members.map { member -> JSONObject.Member in
                                guard let text = member.value.string,
                                    let moved = ValueChange.shifted(text, by: shift.seconds)
                                else { return member }
                                isChanged = true
                                return .init(member.key, .string(moved))
                            }
                            return isChanged ? moved : nil
                        }
                    }
                })
        }
    }
}
