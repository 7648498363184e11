extension World {
    /// Writes the rows of TeamsUsage3PApps: one per tenant, app and day, by month.
    func writeTeamsUsage3PApps(to csv: inout CSVText) {
        for use in teams {
            let tenant = use.workload.subscription.tenant
            for app in use.apps {
                csv.put("CustomerId", tenant.tpid)
                csv.put("CustomerTenantId", tenant.tenantID)
                csv.put("CustomerName", tenant.customer.name)
                csv.put("CustomerCountry", tenant.customer.country.name)
                csv.put("DateKey", app.day)
                csv.put("AppName", app.name)
                csv.put("UserCount", app.users)
                csv.put("PGAMpnId", partner.global.mpnID)
                csv.put("CustomerCountryCode", tenant.customer.country.code)
                csv.put("CustomerSegment", tenant.segment)
                csv.putIndustry(of: tenant)
                csv.endRow()
            }
        }
    }

    /// Writes the rows of TeamsUsageWorkload: one per tenant, month and area.
    func writeTeamsUsageWorkload(to csv: inout CSVText) {
        for use in teams {
            let tenant = use.workload.subscription.tenant
            for area in use.areas {
                csv.put("CustomerId", tenant.tpid)
                csv.put("CustomerTenantId", tenant.tenantID)
                csv.put("MonthKey", use.workload.month.month.firstDay)
                csv.put("SubWorkload", area.name)
                csv.put("DesktopUsers", area.desktopUsers)
                csv.put("WebUsers", area.webUsers)
                csv.put("MobileUsers", area.mobileUsers)
                // The documentation spells the name like this.
                csv.put("AllUpPartiticipants", area.allUsers)
                putCustomer(tenant, into: &csv)
                csv.endRow()
            }
        }
    }

    /// Writes the rows of TeamsUsageMeetingsAndCalls: one per tenant, area and day, by month.
    func writeTeamsUsageMeetingsAndCalls(to csv: inout CSVText) {
        for use in teams {
            let tenant = use.workload.subscription.tenant
            for day in use.days {
                csv.put("CustomerId", tenant.tpid)
                csv.put("CustomerTenantId", tenant.tenantID)
                csv.put("DateKey", day.day)
                csv.put("SubWorkload", day.area)
                csv.put("MeetingCount", day.meetings)
                csv.put("MeetingDuration", day.hours)
                putCustomer(tenant, into: &csv)
                csv.endRow()
            }
        }
    }

    private func putCustomer(_ tenant: CloudTenant, into row: inout CSVText) {
        row.put("PGAMpnId", partner.global.mpnID)
        row.put("CustomerName", tenant.customer.name)
        row.put("CustomerCountryCode", tenant.customer.country.code)
        row.put("CustomerCountry", tenant.customer.country.name)
        row.put("CustomerSegment", tenant.segment)
        row.putIndustry(of: tenant)
    }
}
