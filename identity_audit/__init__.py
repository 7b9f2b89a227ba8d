"""Identity Audit: if I split my online self into separate profiles, whom would I lose, and what would I gain?

    dataset = read_export(["facebook.zip", "slack.zip"])     what is in my files
    audit = run_audit(dataset)                                what they say about me
    audit.to_dict()                                           the same as JSON
    write_report(audit, "report.html")                        the same as a page to keep or print

Everything happens on this computer; nothing is sent anywhere.
"""

from identity_audit.analysis.rates import engagement_rates
from identity_audit.analysis.topics import cluster_texts
from identity_audit.audit import Audit, Settings, run_audit
from identity_audit.dataset import Dataset
from identity_audit.errors import AuditError, Cancelled, NothingUsable, OwnerNeeded, UnsafeArchive
from identity_audit.importers import read_export
from identity_audit.report import write_report

__all__ = [
    "Audit",
    "AuditError",
    "Cancelled",
    "Dataset",
    "NothingUsable",
    "OwnerNeeded",
    "Settings",
    "UnsafeArchive",
    "cluster_texts",
    "engagement_rates",
    "read_export",
    "run_audit",
    "write_report",
]
