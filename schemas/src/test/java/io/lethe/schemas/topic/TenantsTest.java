// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.DeletionRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
  private static final Tenants TENANTS = Tenants.of(List.of("shop", "default", "shop"));

  @Test
  void shouldBeTheFirstTenantAndTheStatedOnesOnceEach() {
    assertThat(TENANTS.names()).containsExactly("default", "shop");
    assertThat(Tenants.DEFAULT.names()).containsExactly("default");
    assertThat(TENANTS.contains("shop")).isTrue();
    assertThat(TENANTS.contains("bank")).isFalse();
  }

  @Test
  void shouldHaveATopicForEachTenantOfThoseThatApplicationsWrite() {
    List<String> names = TENANTS.topics(Topics.all()).stream().map(Topic::name).toList();

    assertThat(names)
        .hasSize(Topics.all().size() + 2)
        .startsWith(
            "deletion.requests",
            "deletion.requests.shop",
            "deletion.amendments",
            "deletion.amendments.shop",
            "deletion.rejected");
    assertThat(Tenants.DEFAULT.topics(Topics.all())).isEqualTo(Topics.all());
    assertThat(TENANTS.topicNames(Topics.DELETION_REQUESTS))
        .containsExactly("deletion.requests", "deletion.requests.shop");
  }

  @Test
  void shouldKeepATenantsTopicAsTheFirstOne() {
    Topic<DeletionRequest> shops = Topics.DELETION_REQUESTS.of("shop");

    assertThat(shops.storage()).isEqualTo(Topics.DELETION_REQUESTS.storage());
    assertThat(shops.valueSchema()).isEqualTo(Topics.DELETION_REQUESTS.valueSchema());
    assertThat(shops.valueSubject()).isEqualTo("deletion.requests.shop-value");
    assertThat(shops.access().writers())
        .as("the demo asks as the first tenant alone")
        .containsExactly(Party.UPSTREAM_APP, Party.DELETION_INGEST);
    assertThat(shops.access().readers()).containsExactly(Party.DELETION_INGEST);
    assertThat(Topics.DELETION_REQUESTS.of("default")).isSameAs(Topics.DELETION_REQUESTS);
  }

  @Test
  void shouldTellWhoseATopicIs() {
    assertThat(Topics.DELETION_REQUESTS.tenantOf("deletion.requests")).contains("default");
    assertThat(Topics.DELETION_REQUESTS.tenantOf("deletion.requests.shop")).contains("shop");
    assertThat(Topics.DELETION_REQUESTS.tenantOf("deletion.requests-shop")).isEmpty();
    assertThat(Topics.DELETION_REQUESTS.tenantOf("deletion.amendments.shop")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Shop",
        "a.b",
        "a_b",
        "-a",
        "a-",
        "a b",
        "ä",
        "a-name-that-is-one-letter-longer-than-a-certificate-may-carry"
      })
  void shouldRefuseANameThatIsNotSafeInNames(String name) {
    assertThat(Tenants.problems("lethe.ingest.tenants", List.of("shop", name)))
        .containsExactly(
            "lethe.ingest.tenants has '"
                + name
                + "'; a tenant's name must be at most 60 characters, lower-case letters, digits"
                + " and hyphens, a letter or digit first and last");
    assertThatThrownBy(() -> Tenants.of(List.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a tenant's name must be");
    assertThatThrownBy(() -> Topics.DELETION_REQUESTS.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Topic deletion.requests is of no tenant '" + name + "'");
  }

  @Test
  void shouldGiveNoTenantATopicThatHoldsAllOfThem() {
    assertThatThrownBy(() -> Topics.DELETION_STATUS.of("shop"))
        .hasMessage("Topic deletion.status is of no tenant 'shop'");
  }

  @Test
  void shouldLetTheApplicationOfATenantWriteItsTopicsAlone() {
    assertThat(AccessRules.ofApp("shop"))
        .allSatisfy(
            (resource, allowed) -> assertThat(allowed).containsExactlyInAnyOrder(WRITE, DESCRIBE))
        .extractingFromEntries(rule -> rule.getKey().name())
        .containsExactlyInAnyOrder(
            "deletion.requests.shop", "deletion.amendments.shop", "app.shop.");
    assertThat(AccessRules.ofApp("default"))
        .isEqualTo(AccessRules.of(Party.UPSTREAM_APP, TENANTS))
        .isEqualTo(AccessRules.of(Party.UPSTREAM_APP, Tenants.DEFAULT));
    assertThat(AccessRules.appLabel("shop")).isEqualTo("app.shop");
    assertThat(AccessRules.appLabel("default")).isEqualTo("upstream-app");
  }
}
