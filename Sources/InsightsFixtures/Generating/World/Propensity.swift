/// A customer's likelihood to buy; the same question has the same answer in every dataset.
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

    /// Returns the cluster for a product line.
    func cluster(_ question: StaticString) -> String {
        var random = draw(question)
        return random.pick(["Act Now", "Evaluate", "Nurture", "Educate"])
    }

    /// Returns a score.
    func score(_ question: StaticString) -> String {
        var random = draw(question)
        return random.pick(["High", "Medium", "Low", "Very Low"])
    }

    /// Returns how well a sales play fits; nil if unknown.
    func play(_ question: StaticString) -> String? {
        var random = draw(question)
        return random.pick(["High", "Medium", "Low", nil, nil])
    }

    /// Returns whether a fact holds, which is so with a probability given in percent.
    func holds(_ question: StaticString, percent: Int) -> Bool {
        var random = draw(question)
        return random.chance(percent: percent)
    }

    /// Returns a random subset of a list, in order.
    func some(_ question: StaticString, of elements: [String]) -> [String] {
        var random = draw(question)
        return elements.filter { _ in random.chance(percent: 40) }
    }

    /// The size band of the organisation.
    var size: String {
        var random = draw("OrgSize")
        return random.pick(["1-24", "25-49", "50-249", "250-999", "1000+"])
    }

    /// The nonprofit approval state of the organisation.
    var nonprofit: String {
        var random = draw("IsNonProfit")
        return random.pick([
            "No", "No", "No", "No", "No", "Nonprofit", "Approved - Paid", "Approved - Free Only", "Approved - Inactive",
        ])
    }
}
