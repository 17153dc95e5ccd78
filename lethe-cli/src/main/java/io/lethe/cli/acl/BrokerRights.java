// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.console.CommandFailedException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.jspecify.annotations.Nullable;

/** What users may do at a broker, which this makes so. */
final class BrokerRights {
  private final Admin admin;

  /**
   * What was changed for a user.
   *
   * @param granted rights that he did not have
   * @param withdrawn rights that he had and does not need
   */
  record Change(int granted, int withdrawn) {}

  /** At the broker that a client reaches, who stays its caller's. */
  BrokerRights(Admin admin) {
    this.admin = requireNonNull(admin, "admin");
  }

  /**
   * Leaves a user the rights that he needs and no other; what he is denied stays denied. New ones
   * are granted before old ones are withdrawn, so that who has work in hand keeps what he needs for
   * it.
   *
   * @throws CommandFailedException where the broker does not answer, or refuses
   */
  Change apply(AclUser user) {
    Set<AclBinding> wanted = new HashSet<>(user.bindings());
    Set<AclBinding> had = rightsOf(user.principal());
    Set<AclBinding> missing = without(wanted, had);
    Set<AclBinding> idle = without(had, wanted);
    if (!missing.isEmpty()) {
      await(admin.createAcls(missing).all());
    }
    if (!idle.isEmpty()) {
      await(admin.deleteAcls(idle.stream().map(AclBinding::toFilter).toList()).all());
    }
    return new Change(missing.size(), idle.size());
  }

  private Set<AclBinding> rightsOf(String principal) {
    AclBindingFilter his =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                principal, null, AclOperation.ANY, AclPermissionType.ALLOW));
    return new HashSet<>(await(admin.describeAcls(his).values()));
  }

  private static Set<AclBinding> without(Set<AclBinding> all, Set<AclBinding> others) {
    Set<AclBinding> left = new HashSet<>(all);
    left.removeAll(others);
    return left;
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new CommandFailedException("the broker did not do it: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted while the broker was asked", e);
    }
  }

  private static @Nullable String reason(ExecutionException refusal) {
    Throwable cause = requireNonNull(refusal.getCause(), "cause");
    if (cause instanceof AuthorizationException) {
      return "who grants rights must be a super user, or be allowed Alter and Describe of the"
          + " cluster; name him by --command-config";
    }
    return cause instanceof TimeoutException
        ? "none answered at --bootstrap-server in time, in the protocol of --command-config"
        : cause.getMessage();
  }
}
