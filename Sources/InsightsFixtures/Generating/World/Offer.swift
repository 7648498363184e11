/// A marketplace offer of the publisher.
final class Offer: Sendable {
    /// The kinds of offers, spelled as in the rows.
    enum Kind: String {
        case saas = "SaaS"
        case azureApplication = "Azure Applications"
        case virtualMachine = "vm core image"
        case machineLicense = "Virtual Machine Licenses"
        case multisolution = "multisolution"

        /// Whether usage is counted in machine hours instead of custom meters.
        var isMachine: Bool { self != .saas && self != .azureApplication }
        /// The storefront that shows the offer.
        var storefront: String { self == .saas ? "APPSOURCE" : "AZUREMARKETPLACE" }
    }

    let offerID: String
    /// The identifier of the offer in other reports.
    let productID: String
    let name: String
    let kind: Kind
    /// The category in the marketplace.
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
    /// The billing model of a plan, spelled as in the rows.
    enum License: String {
        case billedThroughAzure = "Billed Through Azure"
        case ownLicense = "Bring Your Own License"
        case free = "Free"
        case reseller = "Microsoft as Reseller"
    }

    let planID: String
    let sku: String
    let license: License
    /// The price in US dollars of one unit: a machine's core hour or a meter's unit.
    let unitPrice: Amount
    /// The price in US dollars of one seat or installation per term; zero for plans billed by usage only.
    let seatPrice: Amount
    /// The length of a term in months.
    let termMonths: Int
    /// The length of the free trial in months; 0 if there is no trial.
    let trialMonths: Int
    let isPreview: Bool
    /// Whether only invited customers see the plan.
    let isPrivate: Bool
    /// The number of cores of the machine; nil for plans without machines.
    let cores: Int?
    /// The name of the custom meter; nil for plans without one.
    let meter: String?
    /// The Azure machine size with that number of cores; nil for plans without machines.
    let machineSize: String?
    /// The unit of usage.
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

    /// Creates a plan of machines that are billed by the hour.
    static func machine(
        _ sku: String, _ planID: String, cores: Int, _ license: License = .billedThroughAzure, cents: Int = 0,
        isPreview: Bool = false
    ) -> Plan {
        Plan(
            sku, planID, license, unitPrice: Amount(hundredths: cents), isPreview: isPreview, cores: cores)
    }

    /// Creates a plan of seats, optionally with a meter for additional usage.
    static func seats(
        _ sku: String, _ planID: String, dollars: Int, _ license: License = .billedThroughAzure, term: Int = 1,
        trial: Int = 0, meter: String? = nil, unitPrice: Int = 0, isPreview: Bool = false, isPrivate: Bool = false
    ) -> Plan {
        Plan(
            sku, planID, license, unitPrice: Amount(tenThousandths: unitPrice), seatPrice: Amount(dollars),
            termMonths: term, trialMonths: trial, isPreview: isPreview, isPrivate: isPrivate, meter: meter)
    }

    /// Whether usage is metered and therefore appears in usage rows.
    var isMetered: Bool { cores != nil || meter != nil }
    /// The billing interval.
    var billingPlan: String { termMonths >= 12 ? "Annual" : "Monthly" }
    /// The list price: of a seat if the plan has seats, otherwise of a unit.
    var listPrice: Amount { seatPrice > .zero ? seatPrice : unitPrice }
    /// The length of the term as text.
    var billingTerm: String {
        switch termMonths {
        case 1: "1-month"
        case 12: "1-year"
        default: "\(termMonths / 12)-years"
        }
    }
}
