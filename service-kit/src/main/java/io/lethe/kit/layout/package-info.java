/** How what Lethe keeps is laid out, by number: a build that meets another number stops. */
package io.lethe.kit.layout;
