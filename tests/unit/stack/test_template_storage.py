"""Queues, tables and secrets of template.yaml: what must not get lost, and for how long.

The local emulator knows neither retention nor encryption, recovery or policies of deletion of most of them.
"""

from tests.unit.stack.template import FUNCTIONS, PARAMETERS, QUEUES, RESOURCES, TEMPLATE, of_type, properties

FOURTEEN_DAYS = 14 * 24 * 3600


def test_every_queue_keeps_its_messages_for_14_days_and_encrypts_them() -> None:
    queues = of_type("AWS::SQS::Queue")
    assert set(queues) == set(QUEUES)
    for queue in queues.values():
        assert queue["Properties"]["MessageRetentionPeriod"] == FOURTEEN_DAYS
        assert queue["Properties"]["SqsManagedSseEnabled"] is True


def test_a_message_stays_hidden_for_six_times_the_retry_functions_time_out() -> None:
    assert properties("RetryQueue")["VisibilityTimeout"] >= 6 * properties("Retry")["Timeout"]


def test_only_what_crashes_the_code_a_thousand_times_is_given_up_by_sqs() -> None:
    assert properties("RetryQueue")["RedrivePolicy"] == {
        "deadLetterTargetArn": QUEUES["DeadLetterQueue"],
        "maxReceiveCount": 1000,
    }


def test_only_the_retry_queue_may_name_the_dead_letter_queue_as_its_own() -> None:
    # Each names the other, so one ARN is written out: it must be the one that the retry queue's name makes.
    retry_arn = (
        "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:" + properties("RetryQueue")["QueueName"]["Fn::Sub"]
    )
    assert properties("DeadLetterQueue")["RedriveAllowPolicy"] == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [{"Fn::Sub": retry_arn}],
    }


def test_a_batch_gives_back_only_what_failed_and_concurrency_is_bounded_at_the_source() -> None:
    (event,) = properties("Retry")["Events"].values()
    assert event["Type"] == "SQS"
    assert event["Properties"]["Queue"] == QUEUES["RetryQueue"]
    assert event["Properties"]["BatchSize"] == 10
    assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["Properties"]["ScalingConfig"] == {
        "MaximumConcurrency": {"Fn::FindInMap": ["MaximumConcurrency", {"Ref": "MaximumConcurrency"}, "Number"]}
    }
    for function in FUNCTIONS:
        assert "ReservedConcurrentExecutions" not in properties(function)


def test_every_concurrency_that_may_be_chosen_is_in_the_map_as_a_number() -> None:
    allowed = PARAMETERS["MaximumConcurrency"]["AllowedValues"]
    assert TEMPLATE["Mappings"]["MaximumConcurrency"] == {str(number): {"Number": number} for number in allowed}
    assert PARAMETERS["MaximumConcurrency"]["Default"] in allowed


def test_the_longest_window_ends_before_retention_and_before_sqs_gives_up() -> None:
    longest_hours = PARAMETERS["RetryWindowHours"]["MaxValue"]
    assert longest_hours * 3600 < FOURTEEN_DAYS
    mean_wait_minutes = PARAMETERS["LongestWaitSeconds"]["Default"] / 2 / 60
    assert longest_hours * 60 / mean_wait_minutes < properties("RetryQueue")["RedrivePolicy"]["maxReceiveCount"]


def test_consent_is_kept_for_ever() -> None:
    table = RESOURCES["ConsentTable"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "TimeToLiveSpecification" not in table["Properties"]


def test_the_journal_expires_and_lists_only_what_is_dead() -> None:
    journal = properties("JournalTable")
    assert journal["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    index = journal["GlobalSecondaryIndexes"][0]
    assert index["IndexName"] == "dead"
    # An item without an index's key is not in it, and only what is dead has a reason.
    assert index["KeySchema"][0] == {"AttributeName": "reason", "KeyType": "HASH"}


def test_a_persons_sign_ups_are_found_by_indexes_that_hold_keys_only_and_come_one_by_one() -> None:
    """AWS adds one index to a table at a time, so a stack that exists gets the second one later."""
    journal = properties("JournalTable")
    _, by_email, maybe_by_phone = journal["GlobalSecondaryIndexes"]
    condition, by_phone, none = maybe_by_phone["Fn::If"]
    assert (condition, none) == ("FindsByPhone", {"Ref": "AWS::NoValue"})
    assert TEMPLATE["Conditions"]["FindsByPhone"] == {"Fn::Equals": [{"Ref": "JournalIndexes"}, "both"]}
    for index, name in ((by_email, "by_email"), (by_phone, "by_phone")):
        assert index["IndexName"] == name
        assert index["KeySchema"] == [
            {"AttributeName": name, "KeyType": "HASH"},
            {"AttributeName": "received_at", "KeyType": "RANGE"},
        ]
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    defined = [each["Fn::If"][:2] if "Fn::If" in each else each for each in journal["AttributeDefinitions"]]
    assert ["FindsByPhone", {"AttributeName": "by_phone", "AttributeType": "S"}] in defined


def test_tables_are_keyed_by_id_and_paid_by_request() -> None:
    for table in of_type("AWS::DynamoDB::Table").values():
        assert table["Properties"]["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"


def test_no_table_is_deleted_by_mistake_and_a_stack_can_be_deleted_all_the_same() -> None:
    for table in of_type("AWS::DynamoDB::Table").values():
        assert table["Properties"]["DeletionProtectionEnabled"] is True
        # CloudFormation fails at a protected table that it is to delete, when the queues may have gone already.
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"


def test_the_key_outlives_the_stack() -> None:
    key = RESOURCES["KeySecret"]
    assert key["DeletionPolicy"] == key["UpdateReplacePolicy"] == "Retain"
    assert key["Condition"] == "MakesKeySecret"


def test_no_release_makes_a_new_key_or_overwrites_the_credentials() -> None:
    # CloudFormation generates anew when any of these lines changes, so they never may:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
    assert properties("KeySecret")["GenerateSecretString"] == {
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }
    assert properties("CredentialSecret")["GenerateSecretString"] == {
        "SecretStringTemplate": (
            '{"app_id": "", "app_key": "", "form_secrets": [], "google_keys": [], "twilio_auth_tokens": []}'
        ),
        "GenerateStringKey": "card_secrets",
        "PasswordLength": 40,
        "ExcludePunctuation": True,
    }
    assert "Name" not in properties("KeySecret")
    assert "Name" not in properties("CredentialSecret")
