import InsightsTime
import Testing

@testable import InsightsFixtures

/// Invariants across the datasets of the partner program: seats, usage, revenue, people.
@Suite("Partner identities")
struct PartnerIdentityTests {
    @Test(
        "Customers, seats and revenue have the same amounts for every tenant, product and month",
        arguments: TestWorld.all)
    func revenueMatches(_ world: TestWorld) throws {
        for column in ["BilledRevenueUSD", "AzureConsumedRevenueUSD", "CPORRevenue"] {
            let keys = "Month, CustomerTenantId, SKU, MpnId, IsDuplicateRowForPGA"
            let customers = try world.sums("SELECT \(keys), \(column) FROM CustomersAndTenants")
            let seats = try world.sums("SELECT \(keys), \(column) FROM SeatsSubscriptionsAndRevenue")
            #expect(customers == seats, "\(column)")
            #expect(customers.values.contains { $0 > 0 }, "\(column)")
        }
    }

    @Test("The services of an Azure subscription add up to its consumption in the month", arguments: TestWorld.all)
    func consumptionMatches(_ world: TestWorld) throws {
        let services = try world.sums("SELECT Month, SubscriptionId, MpnId, TotalACR FROM AzureUsage")
        let seats = try world.sums(
            """
            SELECT Month, SubscriptionId, MpnId, AzureConsumedRevenueUSD FROM SeatsSubscriptionsAndRevenue \
            WHERE Product = 'Microsoft Azure'
            """)
        #expect(services == seats)
        for row in world.sheet("mpn/AzureUsage.csv").rows {
            #expect(try #require(row.tenThousandths("ACR_USD")) > 0)
            let key = "\(row["Month"])/\(row["SubscriptionId"])/\(row["MpnId"])"
            #expect(row.tenThousandths("MonthlySubscriptionLevelACR") == services[key])
        }
    }

    @Test(
        "The changes of seats add up to the seats, and at most these are assigned",
        arguments: TestWorld.all)
    func seatsAddUp(_ world: TestWorld) {
        var seats: [String: Int] = [:]
        for row in world.seats where !row["AvailableSeats"].isEmpty {
            let key = "\(row["SubscriptionId"])/\(row["MpnId"])"
            seats[key, default: 0] += row.integer("AvailableSeats")
            #expect(row.integer("AvailableSeatsEOP") == seats[key])
            #expect(row.integer("TotalAssignedSeats") <= row.integer("AvailableSeatsEOP"))
        }
        #expect(seats.count > 30)
    }

    @Test(
        "Usage exists for subscriptions that have the seats, and at most the assigned ones are active",
        arguments: ["DynamicsUsage", "PowerBIUsage", "EMSUsage"], TestWorld.all)
    func seatUse(_ dataset: String, _ world: TestWorld) throws {
        let seats = Dictionary(
            world.seats.map { ("\($0["SubscriptionId"])/\($0["Month"])", $0) }, uniquingKeysWith: { first, _ in first })
        let names =
            dataset == "EMSUsage" ? ("PaidAvailableUnits", "MonthlyActiveUsers") : ("AvailableSeats", "ActiveSeats")
        for row in world.sheet("mpn/\(dataset).csv").rows {
            let seat = try #require(seats["\(row["SubscriptionId"])/\(row["Month"])"])
            #expect(row[names.0] == seat["AvailableSeatsEOP"])
            #expect(row.integer(names.1) <= seat.integer("TotalAssignedSeats"))
            for column in ["SubscriptionStartDate", "SubscriptionEndDate", "CustomerTenantId", "CustomerTpid", "SKU"] {
                #expect(row[column] == seat[column])
            }
            if dataset != "EMSUsage" {
                #expect(row["AssignedSeats"] == seat["TotalAssignedSeats"])
                #expect(
                    row.integer("AssignedSeats") + row.integer("DeploymentOpportunity") == row.integer("AvailableSeats")
                )
            }
        }
    }

    @Test("Resellers sold the amounts of the subscriptions, under both names of the dataset", arguments: TestWorld.all)
    func resellers(_ world: TestWorld) throws {
        let sold = world.sheet("mpn/ResellerPerformance.csv").rows
        #expect(sold.map(\.cells) == world.sheet("mpn/CloudProductsResellerPerformance.csv").rows.map(\.cells))
        let seats = world.seats.filter { !$0["ResellerID"].isEmpty && $0["IsDuplicateRowForPGA"] == "0" }
        #expect(sold.count == seats.count)
        for (row, seat) in zip(sold, seats) {
            #expect(row["SubscriptionID"] == seat["SubscriptionId"] && row["Month"] == seat["Month"])
            #expect(row["ResellerMpnId"] == seat["ResellerID"] && row["ResellerName"] == seat["ResellerName"])
            #expect(row["BilledRevenueUSD"] == seat["BilledRevenueUSD"])
            #expect(row["AvailableSeats"] == seat["AvailableSeatsEOP"])
            #expect(row["AssignedSeats"] == seat["TotalAssignedSeats"])
        }
    }

    @Test("Teams has as many users as the workload says", arguments: TestWorld.all)
    func teams(_ world: TestWorld) throws {
        var users: [String: Int] = [:]
        for row in world.office where row["WorkloadName"] == "Teams" {
            users["\(row["CustomerTenantId"])/\(row["Month"])"] = row.integer("MonthlyActiveUsers")
        }
        var meeting: [String: Int] = [:]
        for row in world.sheet("mpn/TeamsUsageWorkload.csv").rows {
            let key = "\(row["CustomerTenantId"])/\(row["MonthKey"])"
            let all = row.integer("AllUpPartiticipants")
            if row["SubWorkload"] == "Meetings" { meeting[key] = all }
            #expect(all <= users[key, default: 0])
            for column in ["DesktopUsers", "WebUsers", "MobileUsers"] { #expect(row.integer(column) <= all) }
        }
        #expect(meeting == users)
        for row in world.sheet("mpn/TeamsUsage3PApps.csv").rows {
            let key = "\(row["CustomerTenantId"])/\(row.day("DateKey").startOfMonth)"
            #expect(row.integer("UserCount") <= users[key, default: 0])
        }
        for row in world.sheet("mpn/TeamsUsageMeetingsAndCalls.csv").rows {
            #expect(users["\(row["CustomerTenantId"])/\(row.day("DateKey").startOfMonth)"] != nil)
        }
    }

    @Test(
        "Agreements that may be renewed are those of subscriptions, with a year of their revenue",
        arguments: TestWorld.all)
    func renewals(_ world: TestWorld) throws {
        let anchor = CalendarMonth.anchor.firstDay.description
        let seats = world.seats.filter { $0["Month"] == anchor && $0["IsDuplicateRowForPGA"] == "0" }
        let agreements = world.sheet("mpn/CLASAgreementRenewalsPropensity.csv").rows
        #expect(agreements.count == seats.count)
        for (agreement, seat) in zip(
            agreements.sorted { $0["AgreementID"] < $1["AgreementID"] },
            seats.sorted { $0["EnrollmentNumber"] < $1["EnrollmentNumber"] })
        {
            #expect(agreement["AgreementID"] == seat["EnrollmentNumber"])
            #expect(agreement["AgreementEndDate"] == seat["SubscriptionEndDate"])
            #expect(agreement["CustomerID"] == seat["CustomerTpid"])
            let monthly =
                (seat.tenThousandths("BilledRevenueUSD") ?? 0) + (seat.tenThousandths("AzureConsumedRevenueUSD") ?? 0)
            #expect(agreement.tenThousandths("ExpiringRevenue") == monthly * 12)
        }
    }

    @Test(
        "Competencies count the rows of other datasets, over a year and since the anniversary",
        arguments: TestWorld.all)
    func competencies(_ world: TestWorld) throws {
        let rows = world.sheet("mpn/CompetencyPeformanceRequirement.csv").rows
        var contributions: [String: [CalendarMonth: Int]] = [:]
        for row in rows {
            contributions["\(row["CompetencyName"])/\(row["MetricName"])", default: [:]][
                CalendarMonth(of: row.day("Month"))] = row.tenThousandths("MetricMonthlyContribution")
        }
        for row in rows {
            let months = contributions["\(row["CompetencyName"])/\(row["MetricName"])", default: [:]]
            let month = CalendarMonth(of: row.day("Month"))
            let year = months.filter { ($0.key.advanced(by: 11)) >= month && $0.key <= month }
            #expect(row.tenThousandths("TTMAggregate") == year.values.reduce(0, +))
            let competency = try #require(Competency.all.first { $0.name == row["CompetencyName"] })
            let sinceAnniversary = year.filter { $0.key >= competency.beginning(before: month) }
            #expect(row.tenThousandths("AnniversaryYearAggregate") == sinceAnniversary.values.reduce(0, +))
        }
        for (metric, query) in [
            (
                "Active users of Microsoft 365",
                "SELECT Month, TotalMonthlyActiveUsers FROM OfficeUsage WHERE IsDuplicateRowForPGA = 0"
            ),
            ("Active seats of Dynamics 365", "SELECT Month, TotalActiveSeats FROM DynamicsUsage"),
            ("Azure consumed revenue", "SELECT Month, TotalACR FROM AzureUsage WHERE IsACRDuplicateAtPGALevel = 0"),
            (
                "Billed revenue",
                "SELECT Month, BilledRevenueUSD FROM CustomersAndTenants WHERE IsDuplicateRowForPGA = 0"
            ),
            ("Active seats of Power BI", "SELECT Month, ActiveSeats FROM PowerBIUsage"),
            ("Active users of Enterprise Mobility", "SELECT Month, MonthlyActiveUsers FROM EMSUsage"),
        ] {
            let counted = try world.sums(
                """
                SELECT Month, MetricMonthlyContribution FROM CompetencyPeformanceRequirement \
                WHERE MetricName = '\(metric)'
                """)
            #expect(try world.sums(query) == counted, "\(metric)")
        }
    }

    @Test("Learners are at known places, and certifications count for competencies", arguments: TestWorld.all)
    func people(_ world: TestWorld) throws {
        let places = Dictionary(uniqueKeysWithValues: world.profile.map { ($0["MpnId"], $0["PartnerName"]) })
        let passed = world.sheet("mpn/TrainingCompletions.csv").rows
        let lessons = world.sheet("mpn/MSLearn.csv").rows
        #expect(passed.allSatisfy { places[$0["MPNID"]] == $0["PartnerName"] })
        #expect(lessons.allSatisfy { places[$0["MPNId"]] == $0["PartnerName"] })
        #expect(!Set(passed.map { $0["AADUserId"] }).isDisjoint(with: lessons.map { $0["UserId"] }))
        let counted = try world.sums(
            """
            SELECT Month, MetricMonthlyContribution FROM CompetencyPeformanceRequirement WHERE \
            MetricName = 'Passed certifications and exams' AND CompetencyName = 'Cloud Platform'
            """)
        var months: [String: Int] = [:]
        for row in passed {
            #expect(row.day("TrainingCompletionDate").startOfMonth == row.day("Month"))
            months[row["Month"], default: 0] += 10_000
        }
        #expect(months == counted)
    }

    @Test("Every partner, tenant and customer of every dataset is known", arguments: TestWorld.all)
    func identifiersAreKnown(_ world: TestWorld) {
        let places = Set(world.profile.map { $0["MpnId"] })
        let tenants = Set(world.tenants.map { $0["CustomerTenantId"] })
        let customers = Set(world.tenants.map { $0["CustomerTpid"] })
        #expect(customers.count >= 20)
        for dataset in world.store.catalogue.datasets(for: "mpn") {
            let sheet = world.sheet(dataset.path)
            for (index, column) in sheet.header.enumerated() {
                let known: Set<String>
                switch column.lowercased() {
                case "mpnid", "pgampnid", "pga_mpnid": known = places
                case "customertenantid": known = tenants
                case "customertpid", "customerid": known = customers
                default: continue
                }
                #expect(sheet.rows.allSatisfy { known.contains($0.cells[index]) }, "\(dataset.name).\(column)")
            }
        }
    }

    @Test("A customer's propensities are the same in every dataset", arguments: TestWorld.all)
    func propensities(_ world: TestWorld) throws {
        var told: [String: String] = [:]
        for dataset in world.store.catalogue.datasets(for: "mpn") where dataset.name.hasPrefix("CLAS") {
            for row in world.sheet(dataset.path).rows {
                for (column, index) in row.positions where column.hasSuffix("Cluster") || column.hasPrefix("Has") {
                    let key = "\(row["Domain"])/\(column)"
                    #expect(told[key, default: row.cells[index]] == row.cells[index], "\(dataset.name): \(key)")
                    told[key] = row.cells[index]
                }
            }
        }
        #expect(told.count > 200)
    }
}
