import InsightsTime

/// A person of the partner organisation who takes trainings.
final class Learner {
    let givenName: String
    let familyName: String
    let userID: String
    let location: PartnerLocation
    /// The number of a certified professional; nil for others.
    let professionalID: String?

    init(_ partner: PartnerOrganization, _ random: inout SeededGenerator) {
        givenName = random.pick(PersonNames.given)
        familyName = random.pick(PersonNames.family)
        userID = random.guid()
        location = random.pick(partner.locations)
        professionalID = random.chance(percent: 60) ? random.digits(9) : nil
    }

    var name: String { "\(givenName) \(familyName)" }
    /// The work email address.
    var workEmail: String { "\(mailbox(givenName)).\(mailbox(familyName))@harborlight.example" }
    /// The private email address.
    var email: String { "\(mailbox(givenName)).\(mailbox(familyName))@mail.example" }
}

/// A passed certification or exam, or a finished module or path.
struct Completion {
    let learner: Learner
    let training: Training
    let day: CivilDate

    /// Generates the completions of the history in the order of their days: certifications and lessons.
    static func generate(
        _ block: BlockSeed, partner: PartnerOrganization
    ) -> (certifications: [Completion], lessons: [Completion]) {
        var random = block.random("learning")
        let learners = (0..<14).map { _ in Learner(partner, &random) }
        let professionals = learners.filter { $0.professionalID != nil }
        var certifications: [Completion] = []
        var lessons: [Completion] = []
        for month in CalendarMonth.history {
            let passing = professionals.isEmpty ? learners : professionals
            certifications += completions(of: Training.certifications, by: passing, 6...9, month, &random)
            lessons += completions(of: Training.lessons, by: learners, 7...10, month, &random)
        }
        return (certifications, lessons)
    }

    private static func completions(
        of trainings: [Training], by learners: [Learner], _ count: ClosedRange<Int>, _ month: CalendarMonth,
        _ random: inout SeededGenerator
    ) -> [Completion] {
        (0..<random.number(in: count)).map { _ in random.number(in: 1...28) }.sorted().map { day in
            Completion(learner: random.pick(learners), training: random.pick(trainings), day: month.day(day))
        }
    }
}

/// A certification, an exam, a module or a learning path.
struct Training {
    let trainingID: String
    let title: String
    let kind: String
    let products: String
    let roles: String

    private init(_ trainingID: String, _ title: String, _ kind: String, _ products: String, _ roles: String) {
        self.trainingID = trainingID
        self.title = title
        self.kind = kind
        self.products = products
        self.roles = roles
    }

    static let certifications = [
        Training("HL-901", "Cloud foundations", "Exam", "Azure", "Administrator"),
        Training("HL-104", "Running virtual machines", "Exam", "Azure", "Administrator"),
        Training("HL-C11", "Associate cloud administrator", "Certification", "Azure", "Administrator"),
        Training("HL-303", "Mail and meetings", "Exam", "Microsoft 365", "Administrator"),
        Training("HL-C31", "Expert of the modern workplace", "Certification", "Microsoft 365", "Consultant"),
        Training("HL-C41", "Specialist for sales processes", "Certification", "Dynamics 365", "Consultant"),
    ]
    static let lessons = [
        Training("hl.keep-secrets", "Keep secrets out of code", "module", "Azure", "Developer"),
        Training("hl.first-query", "Write a first report query", "module", "Partner Center", "Data analyst"),
        Training("hl.plan-storage", "Plan storage for backups", "module", "Azure", "Administrator,Solution architect"),
        Training("hl.path-operations", "Operate a small cloud", "learning path", "Azure", "Administrator"),
        Training("hl.path-reporting", "From rows to reports", "learning path", "Power BI", "Data analyst"),
        Training("hl.seat-planning", "Plan seats for a growing team", "module", "Microsoft 365", "Administrator"),
    ]
}
