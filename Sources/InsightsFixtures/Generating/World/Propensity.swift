/// How likely a customer is to buy: the same answer for the same question, whichever dataset asks it.
struct Propensity {
    let tenant: CloudTenant
    private let state: UInt64

    init(_ tenant: CloudTenant, seed: SeededGenerator) {
        self.tenant = tenant
        var random = seed
        for byte in tenant.tenantID.utf8 { random = SeededGenerator(state: random.next() ^ UInt64(byte)) }
        state = random.next()
    }

    private func draw(_ question: StaticString) -> SeededGenerator {
        SeededGenerator(seed: state, stream: question)
    }

    /// The cluster of a product line.
    func cluster(_ question: StaticString) -> String {
        var random = draw(question)
        return random.pick(["Act Now", "Evaluate", "Nurture", "Educate"])
    }

    /// A score.
    func score(_ question: StaticString) -> String {
        var random = draw(question)
        return random.pick(["High", "Medium", "Low", "Very Low"])
    }

    /// Whether a sales play fits; nil if nothing is known.
    func play(_ question: StaticString) -> String? {
        var random = draw(question)
        return random.pick(["High", "Medium", "Low", nil, nil])
    }

    /// A fact.
    func holds(_ question: StaticString, percent: Int) -> Bool {
        var random = draw(question)
        return random.chance(percent: percent)
    }

    /// Some elements of a list, in its order.
    func some(_ question: StaticString, of elements: [String]) -> [String] {
        var random = draw(question)
        return elements.filter { _ in random.chance(percent: 40) }
    }

    /// The band of the organisation's size.
    var size: String {
        var random = draw("OrgSize")
        return random.pick(["1-24", "25-49", "50-249", "250-999", "1000+"])
    }

    /// How the organisation is approved as a nonprofit.
    var nonprofit: String {
        var random = draw("IsNonProfit")
        return random.pick([
            "No", "No", "No", "No", "No", "Nonprofit", "Approved - Paid", "Approved - Free Only", "Approved - Inactive",
        ])
    }
}
