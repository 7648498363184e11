/// A product that the partner organisation sells.
final class Product: Sendable {
    let name: String
    let rawName: String
    let sku: String
    let skuID: String
    let partNumber: String
    /// The price of a seat per month in US dollars; nil for products billed by consumption.
    let seatPrice: Amount?
    let division: String
    let category: String
    let solutionArea: String

    /// Whether the product is Dynamics, whose usage is reported per subscription.
    var isDynamics: Bool { name == "Dynamics 365" }
    /// Whether the product is Microsoft 365, whose usage is reported per workload.
    var isOffice: Bool { name == "Microsoft 365" }
    /// Whether the product is Power BI, whose usage is reported per subscription.
    var isPowerBI: Bool { name == "Power BI" }
    /// Whether the product is Enterprise Mobility, whose usage is reported per subscription.
    var isMobility: Bool { name == "Enterprise Mobility + Security" }
    /// Whether the product is free.
    var isFree: Bool { seatPrice == .zero }

    private init(
        _ name: String, _ rawName: String, _ sku: String, _ skuID: String, _ partNumber: String, cents: Int?,
        _ division: String, _ category: String, _ solutionArea: String
    ) {
        self.name = name
        self.rawName = rawName
        self.sku = sku
        self.skuID = skuID
        self.partNumber = partNumber
        seatPrice = cents.map { Amount(hundredths: $0) }
        self.division = division
        self.category = category
        self.solutionArea = solutionArea
    }

    static let office = [
        Product(
            "Microsoft 365", "Microsoft 365 Business Standard", "MICROSOFT 365 BUSINESS STANDARD", "SKU-M365-BS",
            "PN-3101", cents: 1250, "Office", "Office 365", "Modern Work"),
        Product(
            "Microsoft 365", "Microsoft 365 Business Premium", "MICROSOFT 365 BUSINESS PREMIUM", "SKU-M365-BP",
            "PN-3102", cents: 2000, "Office", "Office 365", "Modern Work"),
        Product(
            "Microsoft 365", "Office 365 E3", "OFFICE 365 E3", "SKU-O365-E3", "PN-3103", cents: 2000, "Office",
            "Office 365", "Modern Work"),
    ]
    static let dynamics = [
        Product(
            "Dynamics 365", "Dynamics 365 Sales Enterprise", "DYNAMICS 365 SALES ENTERPRISE", "SKU-D365-SE",
            "PN-4101", cents: 9500, "Dynamics", "Customer Engagement", "Business Applications"),
        Product(
            "Dynamics 365", "Dynamics 365 Business Central Essentials", "DYNAMICS 365 BUSINESS CENTRAL ESSENTIALS",
            "SKU-D365-BC", "PN-4102", cents: 7000, "Dynamics", "Finance and Operations", "Business Applications"),
        Product(
            "Dynamics 365", "Dynamics 365 Customer Service Trial", "DYNAMICS 365 CUSTOMER SERVICE TRIAL",
            "SKU-D365-CT", "PN-4103", cents: 0, "Dynamics", "Customer Engagement", "Business Applications"),
    ]
    static let mobility = Product(
        "Enterprise Mobility + Security", "Enterprise Mobility + Security E3", "ENTERPRISE MOBILITY + SECURITY E3",
        "SKU-EMS-E3", "PN-5101", cents: 880, "Security", "Mobility", "Security")
    static let powerBI = Product(
        "Power BI", "Power BI Pro", "POWER BI PRO", "SKU-PBI-P", "PN-6101", cents: 999, "Data", "Power BI",
        "Data and AI")
    static let azure = Product(
        "Microsoft Azure", "Azure consumption", "MICROSOFT AZURE", "SKU-AZ", "PN-7101", cents: nil, "Azure",
        "Azure consumption", "Infrastructure")
    static let others = [mobility, powerBI, azure]
}
