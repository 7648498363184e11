/// A marketplace offer of the publisher.
final class Offer: Sendable {
    /// The kinds of offers, spelled as the rows have them.
    enum Kind: String {
        case saas = "SaaS"
        case azureApplication = "Azure Applications"
        case virtualMachine = "vm core image"
        case machineLicense = "Virtual Machine Licenses"
        case multisolution = "multisolution"

        /// Whether use is counted in machine hours; else it is counted by custom meters.
        var isMachine: Bool { self != .saas && self != .azureApplication }
        /// Where the offer is shown.
        var storefront: String { self == .saas ? "APPSOURCE" : "AZUREMARKETPLACE" }
    }

    let offerID: String
    /// The identifier that other reports know it by.
    let productID: String
    let name: String
    let kind: Kind
    /// The shelf of the marketplace.
    let category: String
    let plans: [Plan]

    init(offerID: String, productID: String, name: String, kind: Kind, category: String, plans: [Plan]) {
        self.offerID = offerID
        self.productID = productID
        self.name = name
        self.kind = kind
        self.category = category
        self.plans = plans
    }
}

/// A plan of an offer, which the datasets call SKU.
final class Plan: Sendable {
    /// How a plan is billed, spelled as the rows have it.
    enum License: String {
        case billedThroughAzure = "Billed Through Azure"
        case ownLicense = "Bring Your Own License"
        case free = "Free"
        case reseller = "Microsoft as Reseller"
    }

    let planID: String
    let sku: String
    let license: License
    /// The price of one unit: a machine's core hour, a meter's unit.
    let unitPrice: Amount
    /// The price of one seat or installation for a billing period; zero for plans billed by use alone.
    let seatPrice: Amount
    /// How many months a term lasts.
    let termMonths: Int
    /// How many months may be tried for nothing; 0 if there is no trial.
    let trialMonths: Int
    let isPreview: Bool
    /// Whether only invited customers see it.
    let isPrivate: Bool
    /// The cores of the machine; nil for plans without machines.
    let cores: Int?
    /// The custom meter; nil for plans without one.
    let meter: String?
    /// The Azure machine size that has that many cores.
    let machineSize: String?
    /// What use is counted in.
    let usageUnit: String

    private init(
        _ sku: String, _ planID: String, _ license: License, unitPrice: Amount, seatPrice: Amount = .zero,
        termMonths: Int = 1, trialMonths: Int = 0, isPreview: Bool = false, isPrivate: Bool = false,
        cores: Int? = nil, meter: String? = nil
    ) {
        self.planID = planID
        self.sku = sku
        self.license = license
        self.unitPrice = unitPrice
        self.seatPrice = seatPrice
        self.termMonths = termMonths
        self.trialMonths = trialMonths
        self.isPreview = isPreview
        self.isPrivate = isPrivate
        self.cores = cores
        self.meter = meter
        machineSize = cores.map { "Standard_D\($0)s_v3" }
        usageUnit = meter.map { "1 \($0)" } ?? "1 core hour"
    }

    /// A plan of machines that are billed by the hour.
    static func machine(
        _ sku: String, _ planID: String, cores: Int, _ license: License = .billedThroughAzure, cents: Int = 0,
        isPreview: Bool = false
    ) -> Plan {
        Plan(
            sku, planID, license, unitPrice: Amount(hundredths: cents), isPreview: isPreview, cores: cores)
    }

    /// A plan of seats, perhaps with a meter for what goes beyond them.
    static func seats(
        _ sku: String, _ planID: String, dollars: Int, _ license: License = .billedThroughAzure, term: Int = 1,
        trial: Int = 0, meter: String? = nil, unitPrice: Int = 0, isPreview: Bool = false, isPrivate: Bool = false
    ) -> Plan {
        Plan(
            sku, planID, license, unitPrice: Amount(tenThousandths: unitPrice), seatPrice: Amount(dollars),
            termMonths: term, trialMonths: trial, isPreview: isPreview, isPrivate: isPrivate, meter: meter)
    }

    /// Whether its use is counted, and so shows in usage rows.
    var isMetered: Bool { cores != nil || meter != nil }
    /// How often it is billed.
    var billingPlan: String { termMonths >= 12 ? "Annual" : "Monthly" }
    /// The public price: of a seat if there is one, else of a unit.
    var listPrice: Amount { seatPrice > .zero ? seatPrice : unitPrice }
    /// The length of its term in words.
    var billingTerm: String {
        switch termMonths {
        case 1: "1-month"
        case 12: "1-year"
        default: "\(termMonths / 12)-years"
        }
    }
}
